"""What Slack adds to stored blocks: missing ids and text defaults."""

import copy
from collections.abc import Callable
from typing import Any

from sandbox.slack.blocks.surfaces import elements_of


def normalize_blocks(blocks: list[dict[str, Any]], fresh: Callable[[], str]) -> list[dict[str, Any]]:
    """Return a copy of `blocks` in which every block and element has an id. `fresh` creates missing ids."""
    stored = copy.deepcopy(blocks)
    for block in stored:
        block.setdefault("block_id", fresh())
        for _, element in elements_of(block):
            if element.get("type") != "image":
                element.setdefault("action_id", fresh())
        _complete_texts(block)
    return stored


def _complete_texts(part: Any) -> None:
    if isinstance(part, dict):
        if part.get("type") == "plain_text":
            part.setdefault("emoji", True)
        elif part.get("type") == "mrkdwn":
            part.setdefault("verbatim", False)
        for value in part.values():
            _complete_texts(value)
    elif isinstance(part, list):
        for value in part:
            _complete_texts(value)
