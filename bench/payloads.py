"""Slack's request bodies, ready to be signed."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from sandbox import people as cast

CHANNEL = "C0FIVETRAN"


def command(text: str, response_url: str, number: int) -> bytes:
    """Build the command `/connector text`, typed by Ada; each `number` is a distinct command."""
    return urlencode(
        {
            "team_id": cast.TEAM_ID,
            "team_domain": cast.TEAM_DOMAIN,
            "channel_id": CHANNEL,
            "user_id": "U0ADA",
            "command": "/connector",
            "text": text,
            "api_app_id": cast.APP_ID,
            "response_url": response_url,
            "trigger_id": f"1.{number}.bench",
        }
    ).encode()


def click(user_id: str, message: Mapping[str, Any], button: Mapping[str, Any], number: int) -> bytes:
    """Build the press of a button in the channel; each `number` is a distinct press."""
    payload = {
        "type": "block_actions",
        "team": {"id": cast.TEAM_ID, "domain": cast.TEAM_DOMAIN},
        "user": {"id": user_id, "team_id": cast.TEAM_ID},
        "api_app_id": cast.APP_ID,
        "trigger_id": f"1.2.bench{number}",
        "container": {"type": "message", "message_ts": message["ts"], "channel_id": CHANNEL},
        "channel": {"id": CHANNEL, "name": "fivetran-discussion"},
        "message": message,
        "response_url": "http://127.0.0.1:9/response",
        "actions": [{**button, "block_id": "decide", "action_ts": f"{number}.000000"}],
    }
    return urlencode({"payload": json.dumps(payload)}).encode()
