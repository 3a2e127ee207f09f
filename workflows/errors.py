"""The families of failure. Whoever catches one knows what to do without reading its text.

    Failure
    ├── Refused            the request cannot be done as it stands; the words are for the person
    │   └── IllegalMove    it is too late (or too early) for this, somebody else decided meanwhile
    └── Unavailable        somebody else's trouble; we promise to try again
        └── Misconfigured  … but an operator has to act first (a wrong token, a missing right)
            └── ShutOut    … or whoever can let us into this one conversation (again)

Anything else is our own mistake: it is logged with a reference id, and the person gets that id.
"""

from typing import Any


class DeskError(Exception):
    """A failure with words that a person may read. `words` never holds a secret."""

    def __init__(self, message: str, *facts: object) -> None:
        super().__init__(message, *facts)
        self.message = message

    def __str__(self) -> str:
        return self.message


class Refused(DeskError):
    """What was asked cannot be done; `field` names the form's or vendor's field that is to blame."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message, field)
        self.field = field


class IllegalTransition(Refused):
    """The thing is in a state in which this cannot happen to it."""


class Unavailable(DeskError):
    """No answer, a 5xx or a 429: the same call may succeed later, not before `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message, retry_after)
        self.retry_after = retry_after


class Misconfigured(Unavailable):
    """The vendor does not let us (401, 403, a missing scope or field): an operator has to mend a setting."""


def explain_not_done(error: Unavailable) -> str:
    """Words for whoever pressed a button in vain, after all patience."""
    return f"{error.message} Nothing has changed; please try again."


class ChannelUnavailable(Misconfigured):
    """Slack does not let us into a conversation: we are not in it, or it is gone or archived.

    `code` is Slack's word for that.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return ChannelUnavailable, (self.message, self.code)
