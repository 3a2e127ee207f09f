"""Ports that several packages share: the clock, the directory, the ledger, and the messenger."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from workflows.approvals.panel import Panel


@dataclass(frozen=True)
class Person:
    """A Slack user."""

    id: str
    name: str
    team_id: str = ""
    """The workspace that the profile names; Slack can leave it out in an Enterprise organization."""
    email: str | None = None
    title: str = ""
    """What the profile says that they are, for example “Finance analyst”."""
    is_guest: bool = False
    is_deactivated: bool = False
    is_bot: bool = False
    enterprise_id: str = ""
    """The Enterprise organization of the person, if any."""
    enterprise_teams: frozenset[str] = frozenset()
    """The workspaces of the organization that the person is in."""

    @property
    def team_ids(self) -> frozenset[str]:
        """Every workspace that the profile names."""
        return self.enterprise_teams | ({self.team_id} if self.team_id else frozenset())


@dataclass(frozen=True)
class HomeWorkspace:
    """Where the bot is installed: a workspace, alone or in an Enterprise organization, or a whole organization."""

    team_id: str
    enterprise_id: str = ""
    is_org_install: bool = False

    def includes(self, person: Person) -> bool:
        """Whether `person` belongs here. A person of a shared channel doesn't.

        https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
        """
        if self.is_org_install and self.enterprise_id:
            return person.enterprise_id == self.enterprise_id or self.enterprise_id in person.team_ids
        return self.team_id in person.team_ids


@dataclass(frozen=True)
class RenderedMessage:
    """A message as Slack shows it. Render it once for each change, then post, edit, and compare the same value."""

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
    """The people of the Slack workspace, and their roles.

    Lists and hints can use an answer that is up to two minutes old. With `fresh`, Slack is asked now: a person
    who decides or writes needs the right at that moment.
    """

    def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
        """Return a person by Slack user id; raise `UnknownPerson` if Slack doesn't know the id."""
        ...

    def find_by_email(self, email: str) -> Person:
        """Return a person by email address; raise `UnknownPerson` if no member has it."""
        ...

    def approvers(self, *, fresh: bool = False) -> frozenset[str]:
        """Return the user ids of the current approvers."""
        ...

    def sensitive_approvers(self, *, fresh: bool = False) -> frozenset[str]:
        """Return the ids of the approvers of sensitive data: all approvers if no group is configured."""
        ...

    def panel(self, service: str, *, is_sensitive: bool, excluded: Collection[str] = (), fresh: bool = False) -> Panel:
        """Return who can decide a request for a service, by the approval policy; `excluded` people never can."""
        ...

    def is_decider(self, user_id: str) -> bool:
        """Return whether the person can decide requests for any service. The answer can be two minutes old."""
        ...

    def home(self) -> HomeWorkspace:
        """Return where the bot is installed."""
        ...


class Messenger(Protocol):
    """Messages that only one person sees."""

    def send_private(self, channel: str, user_id: str, text: str) -> None:
        """Show `text` to one person in `channel`, or in a direct message if they aren't in the channel."""
        ...


class Rights(Protocol):
    """Who can see everything."""

    def is_superuser(self, user_id: str, *, fresh: bool = False) -> bool:
        """Return whether this person is a superuser or approves sensitive data; `fresh` asks Slack now."""
        ...
