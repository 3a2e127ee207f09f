"""Blocks as the lines of text a person reads."""

from collections.abc import Callable
from typing import Any

from sandbox.slack.reading.markup import Reader
from sandbox.slack.reading.rich import rich_lines

Block = dict[str, Any]


def block_lines(blocks: list[Block], reader: Reader) -> list[str]:
    """Every block's lines, in order; inputs are left to whoever knows their values."""
    return [line for block in blocks for line in one_block(block, reader)]


def one_block(block: Block, reader: Reader) -> list[str]:
    """The lines of one block; an unknown kind gives the texts found in it."""
    writer = WRITERS.get(block["type"])
    return writer(block, reader) if writer else _any_text(block, reader)


def words(text: Any, reader: Reader) -> str:
    """A text object as read."""
    if not isinstance(text, dict):
        return ""
    return reader.mrkdwn(text["text"]) if text.get("type") == "mrkdwn" else str(text.get("text", ""))


def control(element: Block, reader: Reader) -> str:
    """An interactive element in brackets: a button by its label, a menu by what it offers first."""
    kind = element["type"]
    if kind == "button":
        return f"[{words(element['text'], reader)}]"
    if kind == "overflow":
        return "[" + " | ".join(words(one["text"], reader) for one in element["options"]) + "]"
    if kind == "image":
        return f"(image: {element['alt_text']})"
    hint = words(element.get("placeholder"), reader) or words(
        (element.get("initial_option") or {}).get("text"), reader
    )
    return f"[{hint or kind} ▾]"


def _section(block: Block, reader: Reader) -> list[str]:
    lines = [words(block["text"], reader)] if block.get("text") else []
    lines += [words(field, reader).replace("\n", " ") for field in block.get("fields", [])]
    return [*lines, control(block["accessory"], reader)] if block.get("accessory") else lines


def _context(block: Block, reader: Reader) -> list[str]:
    parts = [
        control(one, reader) if one["type"] == "image" else words(one, reader) for one in block["elements"]
    ]
    return [" · ".join(parts)]


def _actions(block: Block, reader: Reader) -> list[str]:
    return [" ".join(control(one, reader) for one in block["elements"])]


def _input(block: Block, reader: Reader) -> list[str]:
    return [f"{words(block['label'], reader)}: {control(block['element'], reader)}"]


def _table(block: Block, reader: Reader) -> list[str]:
    rows = [[_cell(cell, reader) for cell in row] for row in block["rows"]]
    caption = [block["caption"]] if isinstance(block.get("caption"), str) else []
    return [*caption, *(" | ".join(row) for row in rows)]


def _cell(cell: Any, reader: Reader) -> str:
    if isinstance(cell, dict) and cell.get("type") == "rich_text":
        return " ".join(rich_lines(cell, reader))
    if isinstance(cell, dict):
        return str(cell.get("text", cell.get("value", cell.get("number", ""))))
    return ""


def _chart(block: Block, _reader: Reader) -> list[str]:
    """The chart as its numbers: what a screen reader gets to say."""
    chart = block["chart"]
    plots = chart.get("series") or [{"name": "", "data": chart.get("segments", [])}]
    return [f"(chart: {block['title']})", *(_plotted(one) for one in plots)]


def _plotted(series: Block) -> str:
    points = ", ".join(f"{point['label']} {point['value']:g}" for point in series["data"])
    return f"{series['name']}: {points}" if series["name"] else points


def _any_text(block: Any, reader: Reader) -> list[str]:
    if isinstance(block, dict):
        if isinstance(block.get("text"), str):
            return [words(block, reader)]
        return [line for part in block.values() for line in _any_text(part, reader)]
    return [line for part in block for line in _any_text(part, reader)] if isinstance(block, list) else []


WRITERS: dict[str, Callable[[Block, Reader], list[str]]] = {
    "section": _section,
    "header": lambda block, reader: [words(block["text"], reader)],
    "divider": lambda _block, _reader: ["---"],
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": lambda block, _reader: [f"(image: {block['alt_text']})"],
    "rich_text": rich_lines,
    "table": _table,
    "data_table": _table,
    "data_visualization": _chart,
}
