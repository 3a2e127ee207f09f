"""Jira's error responses: a status and an error collection."""

from typing import Any


class Problem(Exception):
    """An API error. `errors` belong to fields, `messages` to the whole call."""

    def __init__(self, status: int, /, *messages: str, **errors: str) -> None:
        super().__init__(status, messages, errors)
        self.status = status
        self.messages = messages
        self.errors = errors

    def as_json(self) -> dict[str, Any]:
        """Return the body, an `ErrorCollection`."""
        return {"errorMessages": list(self.messages), "errors": self.errors}


class InvalidValue(Exception):
    """A value that its field rejects. The message is shown beside the field."""


def issue_not_found() -> Problem:
    """Return a 404 for an issue that is missing or hidden."""
    return Problem(404, "Issue does not exist or you do not have permission to see it.")
