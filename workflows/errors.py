"""The families of errors. Callers tell them apart by class, never by message.

    DeskError
    ├── Refused                    the request can't be done as it stands; the message is for the person
    │   ├── IllegalTransition      too late or too early: the status doesn't allow this event
    │   └── UnknownPerson          Slack has no such person, or hides them from the bot
    └── Unavailable                another system is in trouble; the bot promises to retry
        └── Misconfigured          an operator has to act first (a wrong token, a missing permission)
            ├── ChannelUnavailable the bot has to be let into one Slack conversation (again)
            │   └── PersonUnreachable   Slack doesn't deliver direct messages to a person, who may have left
            └── CredentialRejected the vendor accepts no call until an operator sets new credentials
                └── SlackTokenRejected  and the bot can't tell people about it

Any other exception is a bug: it's logged with a reference id, and the person gets that id.
"""

from typing import Any


class DeskError(Exception):
    """A failure with a `message` for people. It never holds a secret."""

    def __init__(self, message: str, *details: object) -> None:
        super().__init__(message, *details)
        self.message = message

    def __str__(self) -> str:
        return self.message


class Refused(DeskError):
    """The request can't be done; `field` names the invalid field of the form or the vendor's API."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message, field)
        self.field = field


class IllegalTransition(Refused):
    """The current status doesn't allow this event."""


class UnknownPerson(Refused):
    """Slack doesn't know the person, so no right and no message can be theirs."""


class Unavailable(DeskError):
    """No answer, a 5xx or a 429: the same call can succeed later, after `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message, retry_after)
        self.retry_after = retry_after


class Misconfigured(Unavailable):
    """The vendor rejects the bot (401, 403, a missing scope or field) until an operator fixes a setting."""


class ChannelUnavailable(Misconfigured):
    """The bot isn't in the Slack conversation, or the conversation is archived or deleted.

    `code` is Slack's error code.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message, self.code)


class PersonUnreachable(ChannelUnavailable):
    """Slack doesn't deliver direct messages to the person: the account is gone, or takes none from the bot."""


class CredentialRejected(Misconfigured):
    """The vendor rejects our token or key itself: it was revoked, rotated, or mistyped."""


class SlackTokenRejected(CredentialRejected):
    """Slack rejects the bot token. No message can be sent, so all work waits for a new token."""


def explain_failure(error: Exception, reference: str) -> str:
    """Return the message for the person whose click failed; the log has the same `reference`."""
    if isinstance(error, Unavailable):
        return f"{error.message} Nothing changed. Please try again in a minute (reference {reference})."
    if isinstance(error, DeskError):
        return error.message
    return f"Something went wrong on our side (reference {reference}). Please try again."
