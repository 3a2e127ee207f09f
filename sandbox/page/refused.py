"""What Slack would not take from the app, read from the journal."""

import json
from collections import deque
from typing import Any

from sandbox.journal import Exchange, Journal

SHOWN = 20
"""The newest refusals; older ones are in the journal."""


def refused(journal: Journal) -> list[dict[str, Any]]:
    """Calls of the Web API and of response URLs that were answered with an error, oldest first."""
    return [_told(one) for one in deque(filter(_is_refusal, journal), SHOWN)]


def _is_refusal(exchange: Exchange) -> bool:
    if exchange.service != "slack" or exchange.direction != "in":
        return False
    answer = exchange.response
    return isinstance(answer, dict) and answer.get("ok") is False


def _told(exchange: Exchange) -> dict[str, Any]:
    answer, request = exchange.response, exchange.request
    given = request if isinstance(request, dict) else {}
    return {
        "number": exchange.number,
        "at": exchange.at,
        "method": exchange.path.removeprefix("/api/"),
        "error": answer.get("error", "unknown"),
        "details": answer.get("response_metadata", {}).get("messages", []),
        "channel": given.get("channel"),
        "text": given.get("text"),
        "blocks": _list(given.get("blocks")),
    }


def _list(blocks: Any) -> list[Any]:
    """Blocks, which callers may send as JSON text."""
    if isinstance(blocks, str):
        try:
            blocks = json.loads(blocks)
        except ValueError:
            return []
    return blocks if isinstance(blocks, list) else []
