"""Values in the formats of Jira's fields."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from bot.jira.adf import doc, paragraph, shorten_text

MAX_FIELD_CHARS = 255
FieldMetadata = dict[str, Any]


def format_field_value(field: Mapping[str, Any], value: Any) -> Any:
    """Return `value` in the format of the field; anything but a string is passed on as it is.

    Return None if the field offers choices or takes numbers, and `value` isn't one. Formats: the examples of
    `POST issue` in https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
    """
    if not isinstance(value, str):
        return value
    schema = field.get("schema") or {"type": "string"}
    if schema["type"] == "array":
        single = {**field, "schema": {**schema, "type": schema.get("items", "string")}}
        item = format_field_value(single, value)
        return None if item is None else [item]
    if schema["type"] == "user":
        return {"accountId": value}
    if is_number(field):
        return parse_number(value)
    if field.get("allowedValues"):
        return _choice(field["allowedValues"], value)
    if str(schema.get("custom", "")).endswith(":textarea"):
        return doc(paragraph(value))
    return shorten_text(" ".join(value.split()), MAX_FIELD_CHARS)


def is_number(field: Mapping[str, Any]) -> bool:
    """Whether a field takes a number."""
    return bool((field.get("schema") or {}).get("type") == "number")


def parse_number(text: str) -> float | None:
    """Return the number that a text is; None if it's none, or none that JSON can hold."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _choice(allowed: Iterable[Mapping[str, Any]], value: str) -> FieldMetadata | None:
    for option in allowed:
        label = str(option.get("value", option.get("name", "")))
        if label.casefold() == value.casefold():
            return {"id": str(option["id"])} if "id" in option else {"value": label}
    return None
