"""Blocks as lines of text."""

from collections.abc import Callable
from typing import Any

from sandbox.slack.rendering.markup import Reader
from sandbox.slack.rendering.rich import rich_lines

Block = dict[str, Any]


def block_lines(blocks: list[Block], reader: Reader) -> list[str]:
    """Return the lines of all blocks. Inputs need their values and are rendered elsewhere."""
    return [line for block in blocks for line in block_to_lines(block, reader)]


def block_to_lines(block: Block, reader: Reader) -> list[str]:
    """Return the lines of one block. For an unknown type, return the texts found in it."""
    writer = WRITERS.get(block["type"])
    return writer(block, reader) if writer else _any_text(block, reader)


def render_text(text: Any, reader: Reader) -> str:
    """Return a text object as text."""
    if not isinstance(text, dict):
        return ""
    return reader.mrkdwn(text["text"]) if text.get("type") == "mrkdwn" else str(text.get("text", ""))


def element_label(element: Block, reader: Reader) -> str:
    """Return an element in brackets: a button's label, or a menu's placeholder."""
    kind = element["type"]
    if kind == "button":
        return f"[{render_text(element['text'], reader)}]"
    if kind == "overflow":
        return "[" + " | ".join(render_text(one["text"], reader) for one in element["options"]) + "]"
    if kind == "image":
        return f"(image: {element['alt_text']})"
    hint = render_text(element.get("placeholder"), reader) or render_text(
        (element.get("initial_option") or {}).get("text"), reader
    )
    return f"[{hint or kind} ▾]"


def _section(block: Block, reader: Reader) -> list[str]:
    lines = [render_text(block["text"], reader)] if block.get("text") else []
    lines += [render_text(field, reader).replace("\n", " ") for field in block.get("fields", [])]
    return [*lines, element_label(block["accessory"], reader)] if block.get("accessory") else lines


def _context(block: Block, reader: Reader) -> list[str]:
    parts = [
        element_label(one, reader) if one["type"] == "image" else render_text(one, reader) for one in block["elements"]
    ]
    return [" · ".join(parts)]


def _actions(block: Block, reader: Reader) -> list[str]:
    return [" ".join(element_label(one, reader) for one in block["elements"])]


def _input(block: Block, reader: Reader) -> list[str]:
    return [f"{render_text(block['label'], reader)}: {element_label(block['element'], reader)}"]


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
    """Return a chart's numbers, as a screen reader says them."""
    chart = block["chart"]
    plots = chart.get("series") or [{"name": "", "data": chart.get("segments", [])}]
    return [f"(chart: {block['title']})", *(_plotted(one) for one in plots)]


def _plotted(series: Block) -> str:
    points = ", ".join(f"{point['label']} {point['value']:g}" for point in series["data"])
    return f"{series['name']}: {points}" if series["name"] else points


def _any_text(block: Any, reader: Reader) -> list[str]:
    if isinstance(block, dict):
        if isinstance(block.get("text"), str):
            return [render_text(block, reader)]
        return [line for part in block.values() for line in _any_text(part, reader)]
    return [line for part in block for line in _any_text(part, reader)] if isinstance(block, list) else []


WRITERS: dict[str, Callable[[Block, Reader], list[str]]] = {
    "section": _section,
    "header": lambda block, reader: [render_text(block["text"], reader)],
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
