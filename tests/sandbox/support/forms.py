"""Builders for views and blocks."""

from typing import Any


def plain(text: str) -> dict[str, str]:
    """Return a plain text object."""
    return {"type": "plain_text", "text": text}


def option(text: str) -> dict[str, Any]:
    """Return an option. Its value is the text in lowercase."""
    return {"text": plain(text), "value": text.lower()}


def field(name: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an input block `name` with the capitalized name as its label."""
    return {
        "type": "input",
        "block_id": name,
        "label": plain(name.capitalize()),
        "element": {"action_id": "value", **element},
        **more,
    }


def text(name: str, **more: Any) -> dict[str, Any]:
    """Return a text input `name`."""
    return field(name, {"type": "plain_text_input", **more})


def section(words: str, **more: Any) -> dict[str, Any]:
    """Return a mrkdwn section."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}, **more}


def button(label: str, action_id: str, **more: Any) -> dict[str, Any]:
    """Return a button."""
    return {"type": "button", "text": plain(label), "action_id": action_id, **more}


def buttons(*elements: dict[str, Any]) -> dict[str, Any]:
    """Return an actions block."""
    return {"type": "actions", "block_id": "buttons", "elements": list(elements)}


def modal(title: str, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a modal with the callback id "form"."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "blocks": list(blocks),
        **more,
    }


def home(*blocks: dict[str, Any]) -> dict[str, Any]:
    """Return a home tab."""
    return {"type": "home", "blocks": list(blocks)}
