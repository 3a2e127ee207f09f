"""Validation in Slack's client before a form is sent."""

import re
from collections.abc import Callable
from typing import Any

from sandbox.slack.values import is_empty
from sandbox.slack.views import View

REQUIRED_MESSAGE = "Please complete this required field."


def client_errors(view: View) -> dict[str, str]:
    """Return block id → error of the client's own validation."""
    errors: dict[str, str] = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = view.values[block["block_id"]][element["action_id"]]
        if is_empty(state):
            if not block.get("optional"):
                errors[block["block_id"]] = REQUIRED_MESSAGE
        elif (rule := RULES.get(element["type"])) and (words := rule(element, state["value"])):
            errors[block["block_id"]] = words
    return errors


def _length(element: dict[str, Any], text: str) -> str | None:
    least = int(element.get("min_length", 0))
    return f"Enter at least {least} characters." if len(text) < least else None


def _address(_element: dict[str, Any], text: str) -> str | None:
    fits = re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text)
    return None if fits else "Enter a valid email address."


def _link(_element: dict[str, Any], text: str) -> str | None:
    return None if re.match(r"https?://\S+", text) else "Enter a valid URL."


def _number(element: dict[str, Any], text: str) -> str | None:
    try:
        number = float(text) if element.get("is_decimal_allowed") else int(text)
    except ValueError:
        return "Enter a number." if element.get("is_decimal_allowed") else "Enter a whole number."
    if number < float(element.get("min_value", "-inf")):
        return f"Enter a number that is at least {element['min_value']}."
    if number > float(element.get("max_value", "inf")):
        return f"Enter a number that is at most {element['max_value']}."
    return None


RULES: dict[str, Callable[[dict[str, Any], str], str | None]] = {
    "plain_text_input": _length,
    "email_text_input": _address,
    "url_text_input": _link,
    "number_input": _number,
}
