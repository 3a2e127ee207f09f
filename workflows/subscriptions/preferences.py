"""Everything that a channel or a person has said about what they want to hear, and when."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from workflows.incidents.model import Condition, Incident, Severity
from workflows.incidents.storms import Storm
from workflows.subscriptions.model import EVERYTHING, Subscription, is_person
from workflows.subscriptions.notification_budget import Proposal
from workflows.subscriptions.quiet_hours import Quiet


@dataclass(frozen=True)
class Mute:
    """A connection of which a channel hears nothing for a while, whatever happens to it."""

    connection_id: str
    name: str
    by: str
    """Slack user id."""
    who: str
    """Their name."""
    at: datetime
    until: datetime

    def holds(self, at: datetime) -> bool:
        """Whether it is silent at this moment."""
        return self.at <= at < self.until


A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Closed:
    """Slack does not let us into a conversation: a channel that we are not in, or somebody who has left.

    What a channel wants to hear waits until somebody subscribes again; for a person it is tried again after a
    day, since nobody else would notice that they are back.
    """

    at: datetime
    code: str
    """Slack's error code."""
    told: bool = False
    """Whether those who made the subscriptions know."""


@dataclass(frozen=True)
class Preferences:
    """Of one audience (the id of a channel or of a person). Times are aware datetimes in UTC."""

    audience: str
    subscriptions: tuple[Subscription, ...] | None = None
    """None: nobody has said anything, and it is as it is from the beginning."""
    quiet: Quiet | None = None
    mutes: tuple[Mute, ...] = ()
    budget: int | None = None
    """Posts a week; None: as the setting says."""
    proposal: Proposal | None = None
    """The last one that was made."""
    closed: Closed | None = None

    def but(self, **facts: Any) -> "Preferences":
        """The same with other facts."""
        return replace(self, **facts)

    def hears(self, home: str) -> tuple[Subscription, ...]:
        """Its subscriptions; the home channel hears everything until somebody says otherwise."""
        if self.subscriptions is None:
            return (EVERYTHING,) if self.audience == home else ()
        return self.subscriptions

    def with_(self, subscription: Subscription, home: str) -> "Preferences":
        """With one more; another one for the same thing is replaced, and what it waited for is not lost."""
        old = {one.key: one for one in self.hears(home)}
        since = old[subscription.key].since if subscription.key in old else subscription.since
        kept = {**old, subscription.key: replace(subscription, since=since)}
        return self.but(subscriptions=tuple(kept.values()), closed=None)

    def without(self, key: str, home: str) -> "Preferences":
        """With one less."""
        return self.but(subscriptions=tuple(one for one in self.hears(home) if one.key != key))

    def is_closed(self, at: datetime | None) -> bool:
        """Whether nothing can be told there."""
        if self.closed is None or at is None:
            return self.closed is not None
        return not is_person(self.audience) or at - self.closed.at < A_DAY

    def muted(self, connection_id: str, at: datetime) -> Mute | None:
        """What keeps this connection silent now."""
        return next((one for one in self.mutes if one.connection_id == connection_id and one.holds(at)), None)

    def held(self, subject: Incident | Storm, at: datetime) -> datetime | None:
        """Until when nothing is posted about this; None: it may be posted at `at`.

        Quiet hours let through what is critical. A mute lets nothing through: somebody chose it for this one
        connection, which stays in `/connector status` and in the digest.
        """
        critical = subject.severity is Severity.CRITICAL
        quiet = self.quiet.until(at) if self.quiet and not critical else None
        return max((end for end in (quiet, self._mute_ends(subject, at)) if end), default=None)

    def misses(self, subject: Incident | Storm, at: datetime) -> bool:
        """Whether it is not worth telling any more: it began and ended while nothing was posted.

        What began before that, and could not be told in time because of us, is told late instead.
        """
        if not subject.is_over or subject.ended_at is None:
            return False
        if isinstance(subject, Incident) and subject.condition is Condition.FIRST_SYNC:
            return self._mute_ends(subject, at) is not None
        free = self.held(subject, subject.since if isinstance(subject, Incident) else subject.opened_at)
        return free is not None and subject.ended_at <= free

    def _mute_ends(self, subject: Incident | Storm, at: datetime) -> datetime | None:
        mute = self.muted(subject.connection_id, at) if isinstance(subject, Incident) else None
        return mute.until if mute else None
