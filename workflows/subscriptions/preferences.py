"""Everything that a channel or a person has said about what they want to hear, and when."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from workflows.incidents.model import Condition, Incident, Severity
from workflows.incidents.storms import Storm
from workflows.subscriptions.model import DEFAULT_SUBSCRIPTION, Subscription, is_person
from workflows.subscriptions.notification_budget import MuteProposal
from workflows.subscriptions.quiet_hours import QuietHours


@dataclass(frozen=True)
class Mute:
    """A connection of which a channel hears nothing for a while, whatever happens to it."""

    connection_id: str
    name: str
    muted_by: str
    """Slack user id."""
    muted_by_name: str
    """Their name."""
    muted_at: datetime
    until: datetime

    def is_active(self, at: datetime) -> bool:
        """Whether it is silent at this moment."""
        return self.muted_at <= at < self.until


UNREACHABLE_RETRY_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Unreachable:
    """Slack does not let us into a conversation: a channel that we are not in, or somebody who has left.

    What a channel wants to hear waits until somebody subscribes again; for a person it is tried again after a
    day, since nobody else would notice that they are back.
    """

    since: datetime
    error_code: str
    """Slack's error code."""
    is_notified: bool = False
    """Whether those who made the subscriptions know."""


@dataclass(frozen=True)
class Preferences:
    """Of one audience (the id of a channel or of a person). Times are aware datetimes in UTC."""

    recipient: str
    subscriptions: tuple[Subscription, ...] | None = None
    """None: nobody has said anything, and it is as it is from the beginning."""
    quiet_hours: QuietHours | None = None
    mutes: tuple[Mute, ...] = ()
    weekly_budget: int | None = None
    """Posts a week; None: as the setting says."""
    mute_proposal: MuteProposal | None = None
    """The last one that was made."""
    unreachable: Unreachable | None = None

    def evolve(self, **facts: Any) -> "Preferences":
        """The same with other facts."""
        return replace(self, **facts)

    def effective_subscriptions(self, home_channel: str) -> tuple[Subscription, ...]:
        """Its subscriptions; the home channel hears everything until somebody says otherwise."""
        if self.subscriptions is None:
            return (DEFAULT_SUBSCRIPTION,) if self.recipient == home_channel else ()
        return self.subscriptions

    def with_subscription(self, subscription: Subscription, home_channel: str) -> "Preferences":
        """With one more; another one for the same thing is replaced, and what it waited for is not lost."""
        old = {one.key: one for one in self.effective_subscriptions(home_channel)}
        since = old[subscription.key].since if subscription.key in old else subscription.since
        kept = {**old, subscription.key: replace(subscription, since=since)}
        return self.evolve(subscriptions=tuple(kept.values()), unreachable=None)

    def without_subscription(self, key: str, home_channel: str) -> "Preferences":
        """With one less."""
        return self.evolve(
            subscriptions=tuple(one for one in self.effective_subscriptions(home_channel) if one.key != key)
        )

    def is_unreachable(self, at: datetime | None) -> bool:
        """Whether nothing can be told there."""
        if self.unreachable is None or at is None:
            return self.unreachable is not None
        return not is_person(self.recipient) or at - self.unreachable.since < UNREACHABLE_RETRY_AFTER

    def active_mute(self, connection_id: str, at: datetime) -> Mute | None:
        """What keeps this connection silent now."""
        return next(
            (one for one in self.mutes if one.connection_id == connection_id and one.is_active(at)), None
        )

    def held_until(self, subject: Incident | Storm, at: datetime) -> datetime | None:
        """Until when nothing is posted about this; None: it may be posted at `at`.

        Quiet hours let through what is critical. A mute lets nothing through: somebody chose it for this one
        connection, which stays in `/connector status` and in the digest.
        """
        critical = subject.severity is Severity.CRITICAL
        quiet = self.quiet_hours.ends_after(at) if self.quiet_hours and not critical else None
        return max((end for end in (quiet, self._muted_until(subject, at)) if end), default=None)

    def can_skip(self, subject: Incident | Storm, at: datetime) -> bool:
        """Whether it is not worth telling any more: it began and ended while nothing was posted.

        What began before that, and could not be told in time because of us, is told late instead.
        """
        if not subject.is_over or subject.ended_at is None:
            return False
        if isinstance(subject, Incident) and subject.condition is Condition.FIRST_SYNC:
            return self._muted_until(subject, at) is not None
        free = self.held_until(subject, subject.since if isinstance(subject, Incident) else subject.opened_at)
        return free is not None and subject.ended_at <= free

    def _muted_until(self, subject: Incident | Storm, at: datetime) -> datetime | None:
        mute = self.active_mute(subject.connection_id, at) if isinstance(subject, Incident) else None
        return mute.until if mute else None
