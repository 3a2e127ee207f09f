"""What Jira answers when it refuses: a status and an error collection."""

from typing import Any


class Problem(Exception):
    """A refusal. `errors` are about single fields, `messages` about the call as a whole."""

    def __init__(self, status: int, /, *messages: str, **errors: str) -> None:
        super().__init__(status, messages, errors)
        self.status = status
        self.messages = messages
        self.errors = errors

    def as_json(self) -> dict[str, Any]:
        """The body, an `ErrorCollection`."""
        return {"errorMessages": list(self.messages), "errors": self.errors}


class Wrong(Exception):
    """A value that its field does not take; the words stand beside the field."""


def missing_issue() -> Problem:
    """Jira does not say whether an issue is absent or hidden."""
    return Problem(404, "Issue does not exist or you do not have permission to see it.")
