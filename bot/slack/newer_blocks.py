"""Where Slack doesn't support a newer block, its words are sent."""

from typing import Any

import structlog

from bot.slack.client import SlackClient, SlackRefused
from bot.slack.views.blocks import Block
from bot.slack.views.plain_blocks import blocks_in_words, has_newer_blocks

log = structlog.get_logger(__name__)

BLOCK_ERRORS = frozenset({"invalid_attachments", "invalid_blocks", "invalid_blocks_format"})
"""Slack's error codes for blocks that it doesn't support in this place."""


def call_with_blocks(
    slack: SlackClient, method: str, blocks: list[Block] | None, in_words: list[Block] | None = None, **arguments: Any
) -> dict[str, Any]:
    """Call `method`, again with words if Slack refuses a newer block. A refused call posted nothing."""
    try:
        return slack.call(method, blocks=blocks, **arguments)
    except SlackRefused as refused:
        if refused.code not in BLOCK_ERRORS or not has_newer_blocks(blocks or []):
            raise
        log.warning("Slack refused a table, a chart, or a newer block; it gets text instead", code=refused.code)
        return slack.call(method, blocks=in_words or blocks_in_words(blocks or []), **arguments)
