"""The hourly quota of the Fivetran account, which we share with Airflow, Terraform and everybody else.

Only polling slows itself: it makes nearly all of our requests, and nobody waits for the next round. What
people do (approve, ask for a Connect Card) is a handful of requests, and always passes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

RATE_LIMIT_WINDOW = timedelta(hours=1)
"""Fivetran counts the requests of the last hour: https://fivetran.com/docs/rest-api/rate-limiting."""
RESERVED_PERCENT = 10
"""Percent of the quota that we leave to others, whoever used up the rest."""
DEFAULT_HOURLY_LIMIT = 20_000
"""Requests an hour of every paid plan, until an answer tells us the true number."""
RECOVERY_FACTOR = 0.9
"""Polling is slow until we are this far below our share: at the edge it would change its mind each minute."""
MAX_POLL_MINUTES = 10
"""Minutes. An alert that comes ten minutes late is late, but better than none."""


@dataclass(frozen=True)
class RateLimitUsage:
    """What one process knows of the quota."""

    observed_at: datetime
    """When Fivetran last answered it."""
    used: int = 0
    """How many requests it made in the last hour."""
    limit: int | None = None
    remaining: int | None = None
    """What the account has left, by the last answer; None when no answer said so."""
    blocked_until: datetime | None = None
    """Fivetran takes no more requests before (429)."""

    def is_blocked(self, now: datetime) -> bool:
        """Whether Fivetran turns everybody away."""
        return self.blocked_until is not None and self.blocked_until > now


def combine_rate_limit_usage(usages: Sequence[RateLimitUsage]) -> RateLimitUsage:
    """What our processes know: their requests add up, and the newest answer tells the rest."""
    told = max(
        (one for one in usages if one.remaining is not None), key=lambda one: one.observed_at, default=None
    )
    return RateLimitUsage(
        observed_at=max(one.observed_at for one in usages),
        used=sum(one.used for one in usages),
        limit=told.limit if told else None,
        remaining=told.remaining if told else None,
        blocked_until=max(filter(None, (one.blocked_until for one in usages)), default=None),
    )


def throttle_reason(
    usage: RateLimitUsage, share_percent: int, now: datetime, *, is_throttled: bool = False
) -> str:
    """Why polling has to be slow: empty when it has not. `share` is ours, in percent of the quota."""
    limit = usage.limit or DEFAULT_HOURLY_LIMIT
    if usage.is_blocked(now):
        return "the Fivetran rate limit is reached"
    if usage.remaining is not None and usage.remaining < limit * RESERVED_PERCENT / 100:
        return f"the account has {usage.remaining} of {limit} requests left"
    if usage.used > limit * share_percent / 100 * (RECOVERY_FACTOR if is_throttled else 1.0):
        return f"we made {usage.used} of {limit} requests, our share is {share_percent} %"
    return ""


@dataclass(frozen=True)
class PollInterval:
    """How long polling waits between two rounds of a group: `minutes`, since `changed_at`."""

    changed_at: datetime
    minutes: int = 1

    @property
    def is_throttled(self) -> bool:
        """Whether it is slower than usual."""
        return self.minutes > 1

    def adjusted(self, should_throttle: bool, now: datetime) -> "PollInterval":
        """Twice as slow after each wait that did not help, up to ten minutes; twice as quick when it did."""
        if not should_throttle:
            return replace(self, minutes=max(1, self.minutes // 2), changed_at=now)
        waited = now - self.changed_at >= timedelta(minutes=self.minutes) - POLL_TOLERANCE
        if self.is_throttled and not waited:
            return self
        return replace(self, minutes=min(MAX_POLL_MINUTES, self.minutes * 2), changed_at=now)

    def is_due(self, last_polled_at: datetime | None, now: datetime) -> bool:
        """Whether it is time for a round, when the last one was at `looked_at`."""
        waited = (
            last_polled_at is None or now - last_polled_at >= timedelta(minutes=self.minutes) - POLL_TOLERANCE
        )
        return waited or not self.is_throttled


POLL_TOLERANCE = timedelta(seconds=30)
"""A round ends a little after the tick it began with, and must not miss the tick it was due at."""
