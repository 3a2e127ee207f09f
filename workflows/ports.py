"""Ports that several packages share: the clock, the directory, the ledger and the messenger."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol


@dataclass(frozen=True)
class Person:
    """A Slack user."""

    id: str
    name: str
    team_id: str = ""
    email: str | None = None
    is_guest: bool = False
    is_deactivated: bool = False
    is_bot: bool = False


@dataclass(frozen=True)
class RenderedMessage:
    """A message as Slack shows it. Render it once for each change, then post, edit and compare the same value."""

    text: str
    """The whole meaning in words, for notifications and screen readers."""
    blocks: list[dict[str, Any]]

    @cached_property
    def fingerprint(self) -> str:
        """Return a short hash that changes exactly when the message looks different."""
        shown = json.dumps([self.text, self.blocks], sort_keys=True)
        return hashlib.sha256(shown.encode()).hexdigest()[:16]


class Clock(Protocol):
    """The current time."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        ...


class Ledger(Protocol):
    """A record of attempts to create something in another system, written before each attempt.

    The step that makes the call also writes the entry. If the step runs again after a crash, it finds the
    entry of its first run.
    """

    def begin(self, key: str) -> datetime | None:
        """Return when `key` was first tried; None if this is the first attempt, which is now recorded."""
        ...

    def discard(self, key: str) -> None:
        """Forget an attempt that created nothing for certain, for example because it was refused."""
        ...


class Directory(Protocol):
    """The people of the Slack workspace, and their roles."""

    def look_up(self, user_id: str) -> Person:
        """Return a person by Slack user id; raise `Refused` if Slack doesn't know the id."""
        ...

    def find_by_email(self, email: str) -> Person:
        """Return a person by email address; raise `Refused` if no member has it."""
        ...

    def approvers(self) -> frozenset[str]:
        """Return the user ids of the current approvers."""
        ...

    def sensitive_approvers(self) -> frozenset[str]:
        """Return the ids of the approvers of sensitive data: all approvers if no group is configured."""
        ...

    def team_id(self) -> str:
        """Return the id of the bot's own workspace."""
        ...


class Messenger(Protocol):
    """Messages that only one person sees."""

    def send_private(self, channel: str, user_id: str, text: str) -> None:
        """Show `text` to one person in `channel`, or in a direct message if they aren't in the channel."""
        ...


class Rights(Protocol):
    """Who can see everything."""

    def is_superuser(self, user_id: str) -> bool:
        """Return whether this person is an approver or a superuser now."""
        ...
