"""Blocks as a person reads them: a message is tested as text."""

import re
from typing import Any

from tests.support.raw_times import raw_times

Block = dict[str, Any]


def as_seen(blocks: list[Block]) -> str:
    """Message blocks, one line for each piece of text; buttons in brackets."""
    return "\n".join(line for block in blocks for line in _lines(block))


def form_as_seen(view: Block) -> str:
    """A form: its title, its fields with what they hold, its buttons."""
    lines = [f"# {view['title']['text']}"]
    lines += [line for block in view["blocks"] for line in _form_lines(block)]
    buttons = [f"[{view[name]['text']}]" for name in ("submit", "close") if name in view]
    return "\n".join([*lines, " ".join(buttons)])


def _lines(block: Block) -> list[str]:
    match block["type"]:
        case "section" if "fields" in block:
            return [_plain(field["text"]).replace("\n", ": ") for field in block["fields"]]
        case "section":
            return _plain(block["text"]["text"]).split("\n")
        case "context":
            return [f"({_plain(element['text'])})" for element in block["elements"]]
        case "actions":
            return [" ".join(_pressable(element) for element in block["elements"])]
        case "table":
            return [" | ".join(map(_cell, row)) for row in block["rows"]]
        case "input":
            return [f"{block['label']['text']}: {_held(block['element'])}".rstrip()]
        case "header":
            return [f"# {block['text']['text']}"]
        case "data_visualization":
            return [f"[chart: {block['title']}]", *map(_plotted, block["chart"]["series"])]
        case other:
            raise AssertionError(f"A person would see nothing of a {other} block here.")


def _cell(cell: Block) -> str:
    if cell["type"] == "raw_text":
        return str(cell["text"])
    ((date,),) = [part["elements"] for part in cell["elements"]]
    return str(date["fallback"])


def _form_lines(block: Block) -> list[str]:
    lines, accessory = _lines(block), block.get("accessory", {})
    return [*lines[:-1], f"{lines[-1]} {_pressable(accessory)}"] if accessory.get("type") == "button" else lines


def _pressable(element: Block) -> str:
    if element["type"] == "static_select":
        offered = " · ".join(option["text"]["text"] for option in element["options"])
        return f"[{element['placeholder']['text']}: {offered}]"
    if element["type"] == "overflow":
        return f"[⋯ {' · '.join(option['text']['text'] for option in element['options'])}]"
    return f"[{element['text']['text']}]"


def _plotted(series: Block) -> str:
    return f"{series['name']}: {', '.join(str(point['value']) for point in series['data'])}"


def _held(element: Block) -> str:
    option = element.get("initial_option")
    if option:
        return str(option["text"]["text"])
    return str(element.get("initial_value") or element.get("initial_date") or element.get("initial_user") or "")


def _plain(text: str) -> str:
    assert not raw_times(text), f"Slack could show the time in the reader's zone: {text}"
    text = re.sub(r"<!date\^\d+\^[^|]*\|([^>]*)>", r"\1", text)
    return re.sub(r"<(https?://[^|>]+)\|([^>]*)>", r"\2", text)
