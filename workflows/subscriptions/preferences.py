"""Notification preferences of a channel or a person."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from workflows.incidents.model import Condition, Incident, Severity
from workflows.incidents.storms import Storm
from workflows.subscriptions.model import DEFAULT_SUBSCRIPTION, Subscription, SubscriptionKind, is_person
from workflows.subscriptions.notification_budget import MuteProposal
from workflows.subscriptions.quiet_hours import QuietHours


@dataclass(frozen=True)
class Mute:
    """A connection that a channel gets no messages about for a while, whatever the severity."""

    connection_id: str
    name: str
    muted_by: str
    """Slack user id."""
    muted_by_name: str
    muted_at: datetime
    until: datetime

    def is_active(self, at: datetime) -> bool:
        """Return whether the mute holds at `at`."""
        return self.muted_at <= at < self.until


UNREACHABLE_RETRY_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Unreachable:
    """A conversation that Slack closed to the bot: a channel without the bot, or a person who left.

    The subscriptions of a channel pause until a member subscribes again. A person is retried after a day,
    because no other event shows that they are back.
    """

    since: datetime
    error_code: str
    """Slack's error code."""
    is_notified: bool = False
    """Whether the creators of the subscriptions were notified."""


@dataclass(frozen=True)
class Preferences:
    """The preferences of one recipient (a channel or user id). Times are aware datetimes in UTC."""

    recipient: str
    subscriptions: tuple[Subscription, ...] | None = None
    """None: never changed, so the defaults apply."""
    quiet_hours: QuietHours | None = None
    mutes: tuple[Mute, ...] = ()
    weekly_budget: int | None = None
    """Posts a week; None: the setting applies."""
    mute_proposal: MuteProposal | None = None
    """The last one."""
    unreachable: Unreachable | None = None

    @property
    def connection_ids(self) -> frozenset[str]:
        """The connections that it's subscribed to by name, or that are muted."""
        of_subscriptions = (one for one in self.subscriptions or () if one.kind is SubscriptionKind.CONNECTION)
        return frozenset([*(one.target for one in of_subscriptions), *(mute.connection_id for mute in self.mutes)])

    def evolve(self, **changes: Any) -> "Preferences":
        """Return a copy with these changes."""
        return replace(self, **changes)

    def effective_subscriptions(self, home_channel: str) -> tuple[Subscription, ...]:
        """Return the subscriptions. The home channel is subscribed to everything until approvers change it."""
        if self.subscriptions is None:
            return (DEFAULT_SUBSCRIPTION,) if self.recipient == home_channel else ()
        return self.subscriptions

    def with_subscription(self, subscription: Subscription, home_channel: str) -> "Preferences":
        """Return a copy with one more subscription. It replaces one with the same key and keeps its start time."""
        old = {one.key: one for one in self.effective_subscriptions(home_channel)}
        since = old[subscription.key].since if subscription.key in old else subscription.since
        kept = {**old, subscription.key: replace(subscription, since=since)}
        return self.evolve(subscriptions=tuple(kept.values()), unreachable=None)

    def without_subscription(self, key: str, home_channel: str) -> "Preferences":
        """Return a copy without this subscription."""
        return self.evolve(
            subscriptions=tuple(one for one in self.effective_subscriptions(home_channel) if one.key != key)
        )

    def is_unreachable(self, at: datetime | None) -> bool:
        """Return whether the bot can't post there at `at`."""
        if self.unreachable is None or at is None:
            return self.unreachable is not None
        return not is_person(self.recipient) or at - self.unreachable.since < UNREACHABLE_RETRY_AFTER

    def active_mute(self, connection_id: str, at: datetime) -> Mute | None:
        """Return the mute of this connection that holds at `at`."""
        return next((one for one in self.mutes if one.connection_id == connection_id and one.is_active(at)), None)

    def held_until(self, subject: Incident | Storm, at: datetime) -> datetime | None:
        """Return when messages about this can be posted again; None if they can be posted at `at`.

        Quiet hours let critical incidents through. A mute lets nothing through: a person chose it for this
        connection, which still appears in `/connector status` and in the digest.
        """
        is_critical = subject.severity is Severity.CRITICAL
        quiet = self.quiet_hours.ends_after(at) if self.quiet_hours and not is_critical else None
        return max((end for end in (quiet, self._muted_until(subject, at)) if end), default=None)

    def can_skip(self, subject: Incident | Storm, at: datetime) -> bool:
        """Return whether to post nothing, because this began and ended while messages were held.

        An incident that began before the hold, and that the bot failed to post in time, is posted late.
        """
        if not subject.is_over or subject.ended_at is None:
            return False
        if isinstance(subject, Incident) and subject.condition is Condition.FIRST_SYNC:
            return self._muted_until(subject, at) is not None
        began_at = subject.since if isinstance(subject, Incident) else subject.opened_at
        hold_ends_at = self.held_until(subject, began_at)
        return hold_ends_at is not None and subject.ended_at <= hold_ends_at

    def _muted_until(self, subject: Incident | Storm, at: datetime) -> datetime | None:
        mute = self.active_mute(subject.connection_id, at) if isinstance(subject, Incident) else None
        return mute.until if mute else None
