"""The hourly rate limit of the Fivetran account, which the bot shares with Airflow, Terraform, and others.

Only polling is throttled: it makes nearly all our requests, and a later round does little harm. What
people do (approve, request a Connect Card) takes few requests and is never throttled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

RATE_LIMIT_WINDOW = timedelta(hours=1)
"""Fivetran counts the requests of the past hour: https://fivetran.com/docs/rest-api/rate-limiting."""
RESERVED_PERCENT = 10
"""Percent of the rate limit that we leave to others, no matter who used the rest."""
DEFAULT_HOURLY_LIMIT = 20_000
"""Requests an hour on every paid plan; used until a response states the actual limit."""
RECOVERY_FACTOR = 0.9
"""Throttling ends below this part of our share. Without it, throttling would flip every minute."""
MAX_POLL_MINUTES = 10
"""Minutes. A notification ten minutes late is better than none."""


@dataclass(frozen=True)
class RateLimitUsage:
    """What one process knows about the rate limit."""

    observed_at: datetime
    """When Fivetran last responded."""
    used: int = 0
    """How many requests the process made in the past hour."""
    limit: int | None = None
    remaining: int | None = None
    """Requests the account has left, from the last response; None if no response said so."""
    blocked_until: datetime | None = None
    """Until when Fivetran rejects requests (429)."""

    def is_blocked(self, now: datetime) -> bool:
        """Return whether Fivetran rejects all requests. Longer than its window, the clock was set back."""
        return self.blocked_until is not None and now < self.blocked_until <= now + RATE_LIMIT_WINDOW


def combine_rate_limit_usage(usages: Sequence[RateLimitUsage]) -> RateLimitUsage:
    """Add up the requests of our processes; take the rest from the newest response."""
    newest = max((one for one in usages if one.remaining is not None), key=lambda one: one.observed_at, default=None)
    return RateLimitUsage(
        observed_at=max(one.observed_at for one in usages),
        used=sum(one.used for one in usages),
        limit=newest.limit if newest else None,
        remaining=newest.remaining if newest else None,
        blocked_until=max(filter(None, (one.blocked_until for one in usages)), default=None),
    )


def throttle_reason(usage: RateLimitUsage, share_percent: int, now: datetime, *, is_throttled: bool = False) -> str:
    """Return why polling has to be throttled; empty if it doesn't have to. `share_percent` is our share."""
    limit = usage.limit or DEFAULT_HOURLY_LIMIT
    if usage.is_blocked(now):
        return "the Fivetran rate limit is reached"
    if usage.remaining is not None and usage.remaining < limit * RESERVED_PERCENT / 100:
        return f"the account has {usage.remaining} of {limit} requests left"
    if usage.used > limit * share_percent / 100 * (RECOVERY_FACTOR if is_throttled else 1.0):
        return f"we made {usage.used} of {limit} requests, our share is {share_percent}%"
    return ""


@dataclass(frozen=True)
class PollInterval:
    """The time between two poll rounds of a group: `minutes`, since `changed_at`."""

    changed_at: datetime
    minutes: int = 1

    @property
    def is_throttled(self) -> bool:
        """Whether it is longer than usual."""
        return self.minutes > 1

    def adjusted(self, should_throttle: bool, now: datetime) -> "PollInterval":
        """Double the interval after each wait that didn't help, up to ten minutes; halve it once it helps.

        A wait that began in the future has ended: the clock was set back.
        """
        if not should_throttle:
            return replace(self, minutes=max(1, self.minutes // 2), changed_at=now)
        waits = timedelta(0) <= now - self.changed_at < timedelta(minutes=self.minutes) - POLL_TOLERANCE
        if self.is_throttled and waits:
            return self
        return replace(self, minutes=min(MAX_POLL_MINUTES, self.minutes * 2), changed_at=now)

    def is_due(self, last_polled_at: datetime | None, now: datetime) -> bool:
        """Return whether a round is due, given the time of the last one."""
        waited = now - last_polled_at if last_polled_at else None
        must_wait = waited is not None and timedelta(0) <= waited < timedelta(minutes=self.minutes) - POLL_TOLERANCE
        return not (must_wait and self.is_throttled)


POLL_TOLERANCE = timedelta(seconds=30)
"""A round ends slightly after its tick. The tolerance keeps it from missing the tick at which it is due."""
