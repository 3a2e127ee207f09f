"""Modals and the App Home as their person sees them."""

from typing import Any

from sandbox.slack.blocks.objects import offered
from sandbox.slack.blocks.surfaces import elements_of
from sandbox.slack.reading.lines import one_block, words
from sandbox.slack.reading.markup import Reader
from sandbox.slack.values import KINDS, value_name
from sandbox.slack.views import View


def view_as_seen(view: View, eyes: Reader) -> dict[str, Any]:
    """The view for the control API: as text, and field by field."""
    return {
        "id": view.id,
        "callback_id": view.body.get("callback_id", ""),
        "title": words(view.body.get("title"), eyes),
        "submit": words(view.body.get("submit"), eyes) or None,
        "text": "\n".join(_lines(view, eyes)),
        "fields": {one["block_id"]: one for one in _fields(view, eyes)},
        "errors": dict(view.errors),
        "blocks": view.blocks,
    }


def _lines(view: View, eyes: Reader) -> list[str]:
    lines = [f"*{words(view.body['title'], eyes)}*"] if view.body.get("title") else []
    for block in view.blocks:
        if block["type"] == "input":
            lines += _input_lines(view, block, eyes)
        else:
            lines += one_block(block, eyes)
    ends = [words(view.body.get(name), eyes) for name in ("submit", "close")]
    buttons = " ".join(f"[{label}]" for label in ends if label)
    return [*lines, buttons] if buttons else lines


def _input_lines(view: View, block: dict[str, Any], eyes: Reader) -> list[str]:
    state = view.values[block["block_id"]][block["element"]["action_id"]]
    optional = " (optional)" if block.get("optional") else ""
    lines = [f"{words(block['label'], eyes)}{optional}: {human(state, eyes) or '…'}"]
    if block.get("hint"):
        lines.append(f"  {words(block['hint'], eyes)}")
    if block["block_id"] in view.errors:
        lines.append(f"  ! {view.errors[block['block_id']]}")
    return lines


def _fields(view: View, eyes: Reader) -> list[dict[str, Any]]:
    return [
        _field(view, block, element, eyes)
        for block in view.blocks
        for _, element in elements_of(block)
        if element.get("type") in KINDS
    ]


def _field(view: View, block: dict[str, Any], element: dict[str, Any], eyes: Reader) -> dict[str, Any]:
    state = view.values[block["block_id"]][element["action_id"]]
    return {
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        "type": element["type"],
        "label": words(block.get("label") or block.get("text"), eyes),
        "hint": words(block.get("hint"), eyes),
        "optional": bool(block.get("optional")),
        "value": human(state, eyes),
        "options": [words(one["text"], eyes) for one in offered(element)],
        "error": view.errors.get(block["block_id"]),
    }


def human(state: dict[str, Any], eyes: Reader) -> Any:
    """A field's value as a person would say it: option texts, names, plain text; None when empty."""
    value = state[value_name(state)]
    if isinstance(value, list):
        return [_said(one, state["type"], eyes) for one in value]
    return None if value is None else _said(value, state["type"], eyes)


def _said(value: Any, kind: str, eyes: Reader) -> Any:
    if isinstance(value, dict):
        return words(value["text"], eyes) if "text" in value else value
    if "users_select" in kind:
        return eyes.person_name(value)
    if "channels_select" in kind or "conversations_select" in kind:
        return f"#{eyes.channel_name(value)}"
    return value
