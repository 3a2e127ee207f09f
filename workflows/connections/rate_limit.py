"""The hourly quota of the Fivetran account, which we share with Airflow, Terraform and everybody else.

Only polling slows itself: it makes nearly all of our requests, and nobody waits for the next round. What
people do (approve, ask for a Connect Card) is a handful of requests, and always passes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)
"""Fivetran counts the requests of the last hour: https://fivetran.com/docs/rest-api/rate-limiting."""
RESERVE = 10
"""Percent of the quota that we leave to others, whoever used up the rest."""
LIMIT = 20_000
"""Requests an hour of every paid plan, until an answer tells us the true number."""
RELIEF = 0.9
"""Polling is slow until we are this far below our share: at the edge it would change its mind each minute."""
SLOWEST = 10
"""Minutes. An alert that comes ten minutes late is late, but better than none."""


@dataclass(frozen=True)
class Usage:
    """What one process knows of the quota."""

    at: datetime
    """When Fivetran last answered it."""
    used: int = 0
    """How many requests it made in the last hour."""
    limit: int | None = None
    remaining: int | None = None
    """What the account has left, by the last answer; None when no answer said so."""
    closed_until: datetime | None = None
    """Fivetran takes no more requests before (429)."""

    def is_closed(self, now: datetime) -> bool:
        """Whether Fivetran turns everybody away."""
        return self.closed_until is not None and self.closed_until > now


def together(usages: Sequence[Usage]) -> Usage:
    """What our processes know: their requests add up, and the newest answer tells the rest."""
    told = max((one for one in usages if one.remaining is not None), key=lambda one: one.at, default=None)
    return Usage(
        at=max(one.at for one in usages),
        used=sum(one.used for one in usages),
        limit=told.limit if told else None,
        remaining=told.remaining if told else None,
        closed_until=max(filter(None, (one.closed_until for one in usages)), default=None),
    )


def strain(usage: Usage, share: int, now: datetime, *, slowed: bool = False) -> str:
    """Why polling has to be slow: empty when it has not. `share` is ours, in percent of the quota."""
    limit = usage.limit or LIMIT
    if usage.is_closed(now):
        return "Fivetran takes no more requests for now"
    if usage.remaining is not None and usage.remaining < limit * RESERVE / 100:
        return f"the account has {usage.remaining} of {limit} requests left"
    if usage.used > limit * share / 100 * (RELIEF if slowed else 1.0):
        return f"we made {usage.used} of {limit} requests, our share is {share} %"
    return ""


@dataclass(frozen=True)
class Pace:
    """How long polling waits between two rounds of a group: `minutes`, since `changed_at`."""

    changed_at: datetime
    minutes: int = 1

    @property
    def is_slowed(self) -> bool:
        """Whether it is slower than usual."""
        return self.minutes > 1

    def adapted(self, strained: bool, now: datetime) -> "Pace":
        """Twice as slow after each wait that did not help, up to ten minutes; twice as quick when it did."""
        if not strained:
            return replace(self, minutes=max(1, self.minutes // 2), changed_at=now)
        waited = now - self.changed_at >= timedelta(minutes=self.minutes) - SLACK
        if self.is_slowed and not waited:
            return self
        return replace(self, minutes=min(SLOWEST, self.minutes * 2), changed_at=now)

    def allows(self, looked_at: datetime | None, now: datetime) -> bool:
        """Whether it is time for a round, when the last one was at `looked_at`."""
        waited = looked_at is None or now - looked_at >= timedelta(minutes=self.minutes) - SLACK
        return waited or not self.is_slowed


SLACK = timedelta(seconds=30)
"""A round ends a little after the tick it began with, and must not miss the tick it was due at."""
