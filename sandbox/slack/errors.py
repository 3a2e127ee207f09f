"""Errors of the Web API."""

from typing import Any


class SlackError(Exception):
    """A Web API error: `code` as in Slack's documentation, `facts` as further fields."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def as_json(self) -> dict[str, Any]:
        """Return the response body. Slack sends it with HTTP status 200."""
        return {"ok": False, "error": self.code, **self.facts}


def invalid(code: str, messages: list[str]) -> SlackError:
    """Return an error that lists its problems, like `invalid_blocks` and `invalid_arguments`."""
    return SlackError(code, response_metadata={"messages": messages})


def missing(*fields: str) -> SlackError:
    """Return the error for missing required arguments."""
    return invalid("invalid_arguments", [f"[ERROR] missing required field: {field}" for field in fields])
