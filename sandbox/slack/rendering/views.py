"""Modals and the App Home as their person reads them."""

from typing import Any

from sandbox.slack.blocks.objects import offered
from sandbox.slack.blocks.surfaces import elements_of
from sandbox.slack.rendering.lines import block_to_lines, render_text
from sandbox.slack.rendering.markup import Reader
from sandbox.slack.values import KINDS, value_name
from sandbox.slack.views import View


def view_json(view: View, reader: Reader) -> dict[str, Any]:
    """Return the view for the control API: as text, and field by field."""
    return {
        "id": view.id,
        "callback_id": view.body.get("callback_id", ""),
        "title": render_text(view.body.get("title"), reader),
        "submit": render_text(view.body.get("submit"), reader) or None,
        "text": "\n".join(_lines(view, reader)),
        "fields": {one["block_id"]: one for one in _fields(view, reader)},
        "errors": dict(view.errors),
        "blocks": view.blocks,
    }


def _lines(view: View, reader: Reader) -> list[str]:
    lines = [f"*{render_text(view.body['title'], reader)}*"] if view.body.get("title") else []
    for block in view.blocks:
        if block["type"] == "input":
            lines += _input_lines(view, block, reader)
        else:
            lines += block_to_lines(block, reader)
    ends = [render_text(view.body.get(name), reader) for name in ("submit", "close")]
    buttons = " ".join(f"[{label}]" for label in ends if label)
    return [*lines, buttons] if buttons else lines


def _input_lines(view: View, block: dict[str, Any], reader: Reader) -> list[str]:
    state = view.values[block["block_id"]][block["element"]["action_id"]]
    optional = " (optional)" if block.get("optional") else ""
    lines = [f"{render_text(block['label'], reader)}{optional}: {field_text(state, reader) or '…'}"]
    if block.get("hint"):
        lines.append(f"  {render_text(block['hint'], reader)}")
    if block["block_id"] in view.errors:
        lines.append(f"  ! {view.errors[block['block_id']]}")
    return lines


def _fields(view: View, reader: Reader) -> list[dict[str, Any]]:
    return [
        _field(view, block, element, reader)
        for block in view.blocks
        for _, element in elements_of(block)
        if element.get("type") in KINDS
    ]


def _field(view: View, block: dict[str, Any], element: dict[str, Any], reader: Reader) -> dict[str, Any]:
    state = view.values[block["block_id"]][element["action_id"]]
    return {
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        "type": element["type"],
        "label": render_text(block.get("label") or block.get("text"), reader),
        "hint": render_text(block.get("hint"), reader),
        "optional": bool(block.get("optional")),
        "value": field_text(state, reader),
        "options": [render_text(one["text"], reader) for one in offered(element)],
        "error": view.errors.get(block["block_id"]),
    }


def field_text(state: dict[str, Any], reader: Reader) -> Any:
    """Return a field's value as text: option texts, names, plain text. None when empty."""
    value = state[value_name(state)]
    if isinstance(value, list):
        return [_value_text(one, state["type"], reader) for one in value]
    return None if value is None else _value_text(value, state["type"], reader)


def _value_text(value: Any, kind: str, reader: Reader) -> Any:
    if isinstance(value, dict):
        return render_text(value["text"], reader) if "text" in value else value
    if "users_select" in kind:
        return reader.person_name(value)
    if "channels_select" in kind or "conversations_select" in kind:
        return f"#{reader.channel_name(value)}"
    return value
