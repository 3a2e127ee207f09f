"""Arguments of a Web API call from query, form, or JSON."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.slack.errors import SlackError, invalid, missing

TRUE_VALUES = {"1", "true", "True", True}


class Arguments:
    """Named values with Slack's lenient types: booleans and JSON can arrive as text."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}

    @classmethod
    async def of(cls, request: Request) -> "Arguments":
        """Read the arguments of a request. Raises SlackError `invalid_json`."""
        values: dict[str, Any] = dict(request.query_params)
        kind = request.headers.get("content-type", "")
        if kind.startswith("application/json"):
            values |= _json_object(await request.body())
        elif request.method == "POST":
            values |= dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
        return cls(values)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str, default: str = "") -> str:
        """Return a string."""
        return str(self._values.get(name, default))

    def required(self, name: str) -> str:
        """Return a required string. Raises SlackError `invalid_arguments`."""
        if name not in self._values or self._values[name] == "":
            raise missing(name)
        return self.text(name)

    def flag(self, name: str) -> bool:
        """Return a boolean (default false)."""
        value = self._values.get(name)
        return isinstance(value, str | bool | int) and value in TRUE_VALUES

    def number(self, name: str, default: int, highest: int) -> int:
        """Return an integer from 1 to `highest`. Raises SlackError `invalid_limit`."""
        try:
            value = int(self._values.get(name, default)) or default
        except ValueError:
            raise SlackError("invalid_limit") from None
        if value < 1:
            raise SlackError("invalid_limit")
        return min(value, highest)

    def data(self, name: str, unreadable: str) -> Any:
        """Return a structure, also from JSON text. Raises SlackError `unreadable` for invalid JSON."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(unreadable) from None

    def view(self) -> Any:
        """Return the `view` argument. Raises SlackError `invalid_arguments`."""
        if "view" not in self._values:
            raise missing("view")
        view = self.data("view", "invalid_arguments")
        if not isinstance(view, dict):
            raise invalid("invalid_arguments", ["[ERROR] must provide an object [json-pointer:/view]"])
        return view


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value
