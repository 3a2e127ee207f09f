"""Views for the tests."""

from typing import Any


def plain(text: str) -> dict[str, str]:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def option(text: str) -> dict[str, Any]:
    """An option whose value is its text in small letters."""
    return {"text": plain(text), "value": text.lower()}


def field(name: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An input block called `name`, its label the same with a capital."""
    return {
        "type": "input",
        "block_id": name,
        "label": plain(name.capitalize()),
        "element": {"action_id": "value", **element},
        **more,
    }


def text(name: str, **more: Any) -> dict[str, Any]:
    """A text input called `name`."""
    return field(name, {"type": "plain_text_input", **more})


def section(words: str, **more: Any) -> dict[str, Any]:
    """A section of markup."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}, **more}


def button(label: str, action_id: str, **more: Any) -> dict[str, Any]:
    """A button."""
    return {"type": "button", "text": plain(label), "action_id": action_id, **more}


def buttons(*elements: dict[str, Any]) -> dict[str, Any]:
    """A row of buttons."""
    return {"type": "actions", "block_id": "buttons", "elements": list(elements)}


def modal(title: str, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A form with the callback id "form"."""
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
    """A home tab."""
    return {"type": "home", "blocks": list(blocks)}
