"""Newer blocks in words, for workspaces in which Slack refuses them."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.slack.views.blocks import MAX_SECTION_CHARS, Block, context, escape, section

NEWER_BLOCKS = frozenset({"table", "data_table", "data_visualization", "card", "carousel", "container", "alert"})
"""Types of blocks that Slack doesn't accept everywhere. The text of a message says what it means without them."""


def has_newer_blocks(blocks: Sequence[Block]) -> bool:
    """Whether Slack can refuse these blocks although they're correct."""
    return any(block["type"] in NEWER_BLOCKS for block in blocks)


def blocks_in_words(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with tables as lines and charts as numbers. Other newer blocks are left out."""
    return [words for block in blocks for words in _in_words(block)]


def _in_words(block: Block) -> Iterator[Block]:
    if block["type"] == "table":
        yield from _lines(" · ".join(map(_cell, row)) for row in block["rows"])
    elif block["type"] == "data_visualization":
        yield context(escape(f"{block['title']}: {_chart(block['chart'])}"))
    elif block["type"] not in NEWER_BLOCKS:
        yield block


def _cell(cell: Any) -> str:
    """Return a cell as mrkdwn; a cell with a date has nothing else."""
    if cell and cell["type"] == "rich_text":
        date = cell["elements"][0]["elements"][0]
        return f"<!date^{date['timestamp']}^{date['format']}|{date['fallback']}>"
    return escape(str((cell or {}).get("text") or "–"))


def _lines(lines: Iterator[str]) -> Iterator[Block]:
    """Yield the lines in as few sections as Slack's limit allows."""
    text = ""
    for line in lines:
        if text and len(text) + 1 + len(line) > MAX_SECTION_CHARS:
            yield section(text)
            text = ""
        text = f"{text}\n{line}" if text else line
    if text:
        yield section(text)


def _chart(chart: Block) -> str:
    """Return each series with its points, for example "Failed: Mon 23 1, Tue 24 0"."""
    return " · ".join(f"{series['name']}: {_points(series['data'])}" for series in chart.get("series", ()))


def _points(data: Sequence[Block]) -> str:
    return ", ".join(f"{point['label']} {point['value']}" for point in data)
