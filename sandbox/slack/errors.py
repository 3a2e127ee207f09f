"""Slack's way to say no."""

from typing import Any


class SlackError(Exception):
    """A Web API error: `code` as in Slack's documentation; `facts` are further fields of the answer."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def as_json(self) -> dict[str, Any]:
        """The answer's body; Slack sends it with HTTP status 200."""
        return {"ok": False, "error": self.code, **self.facts}


def invalid(code: str, messages: list[str]) -> SlackError:
    """An error that lists what is wrong, as `invalid_blocks` and `invalid_arguments` do."""
    return SlackError(code, response_metadata={"messages": messages})


def missing(*fields: str) -> SlackError:
    """Required arguments that were not given."""
    return invalid("invalid_arguments", [f"[ERROR] missing required field: {field}" for field in fields])
