"""Cursor pagination."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError

Item = TypeVar("Item")


def page(items: Sequence[Item], arguments: Arguments, most: int = 1000) -> tuple[list[Item], dict[str, Any]]:
    """Return one page and its `response_metadata`. Raises SlackError `invalid_cursor`."""
    start = _position(arguments.text("cursor"))
    size = arguments.number("limit", 100, most)
    following = start + size
    cursor = base64.b64encode(f"next:{following}".encode()).decode() if following < len(items) else ""
    return list(items[start:following]), {"response_metadata": {"next_cursor": cursor}}


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, position = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word == "next":
            return int(position)
    except (binascii.Error, ValueError):
        pass
    raise SlackError("invalid_cursor")
