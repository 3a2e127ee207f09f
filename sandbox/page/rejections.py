"""Calls of the app that Slack rejected, read from the journal."""

import json
from collections import deque
from typing import Any

from sandbox.journal import Exchange, Journal

MAX_REJECTIONS = 20
"""Only the newest rejections are shown. The journal has more."""


def rejections(journal: Journal) -> list[dict[str, Any]]:
    """Return the Web API and response URL calls that failed, oldest first."""
    return [_rejection_json(one) for one in deque(filter(_is_rejection, journal), MAX_REJECTIONS)]


def _is_rejection(exchange: Exchange) -> bool:
    if exchange.service != "slack" or exchange.direction != "in":
        return False
    answer = exchange.response
    return isinstance(answer, dict) and answer.get("ok") is False


def _rejection_json(exchange: Exchange) -> dict[str, Any]:
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
        "blocks": _parse_blocks(given.get("blocks")),
    }


def _parse_blocks(blocks: Any) -> list[Any]:
    """Return blocks, which clients can also send as JSON text."""
    if isinstance(blocks, str):
        try:
            blocks = json.loads(blocks)
        except ValueError:
            return []
    return blocks if isinstance(blocks, list) else []
