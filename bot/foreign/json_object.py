"""Parse JSON from outside, where anything can arrive."""

import json
from typing import Any

HALF = r"\ud"
"""How half a character is escaped. As text, one is in no payload that was decoded from UTF-8."""


class InvalidBody(ValueError):
    """A body that isn't what its sender should send. The answer is 400, and nothing is logged as an error."""


def parse_json_object(text: bytes | str) -> dict[str, Any]:
    """Return a JSON object. Raises `InvalidBody` for lists, null, NaN, half characters, huge numbers, deep nesting."""
    try:
        value = json.loads(text, parse_constant=_refuse)
        if isinstance(text, bytes) or HALF in text.lower():
            json.dumps(value, ensure_ascii=False).encode()  # raises for half a character, which no database stores
    except (ValueError, RecursionError):
        raise InvalidBody("The body isn't valid JSON.") from None
    if not isinstance(value, dict):
        raise InvalidBody("The body isn't a JSON object.")
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} isn't JSON")
