"""Polling that slows itself: a part of the composition root."""

import threading
from dataclasses import dataclass, field

import structlog

from bot.fivetran.rate_limit import Meter
from bot.store.rate_limits import QuotaStore
from workflows.connections.rate_limit import Pace, Usage, strain, together
from workflows.ports import Clock

log = structlog.get_logger(__name__)


@dataclass
class Pacer:
    """Says whether a round of polling may begin. `share` is ours, in percent of the account's quota."""

    meter: Meter
    store: QuotaStore
    clock: Clock
    process: str
    share: int
    pace: Pace = field(init=False)
    _known: Usage = field(init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        self.pace, self._known = Pace(self.clock.now()), self.meter.usage

    def adapt(self) -> None:
        """Compare notes with the other processes, and become slower or quicker."""
        self.store.tell(self.process, self.meter.usage)
        now, usage = self.clock.now(), self.usage
        self._known = usage
        with self._lock:
            before = self.pace
            reason = strain(usage, self.share, now, slowed=before.is_slowed)
            self.pace = before.adapted(bool(reason), now)
        _tell(before, self.pace, reason, usage)

    @property
    def usage(self) -> Usage:
        """What all our processes know of the quota together."""
        return together([self.meter.usage, *self.store.others(self.process)])

    def allows(self, group_id: str) -> bool:
        """Whether a round of this group may begin now. Never while Fivetran turns everybody away."""
        pace, now = self.pace, self.clock.now()
        if any(usage.is_closed(now) for usage in (self.meter.usage, self._known)):
            return False
        return not pace.is_slowed or pace.allows(self.store.looked_at(group_id), now)


def _tell(before: Pace, now: Pace, reason: str, usage: Usage) -> None:
    """Say once when polling becomes slow, and once when it is quick again."""
    facts = {"used": usage.used, "remaining": usage.remaining, "limit": usage.limit}
    if now.is_slowed and not before.is_slowed:
        log.warning("polling slows down, to spare Fivetran's quota", reason=reason, **facts)
    if before.is_slowed and not now.is_slowed:
        log.info("polling is as quick as usual again", **facts)
