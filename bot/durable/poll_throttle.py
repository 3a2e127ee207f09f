"""Polling that throttles itself: a part of the composition root."""

import threading
from dataclasses import dataclass, field

import structlog

from bot.fivetran.rate_limit import RateLimitMeter
from bot.store.rate_limits import RateLimitStore
from workflows.connections.rate_limit import (
    PollInterval,
    RateLimitUsage,
    combine_rate_limit_usage,
    throttle_reason,
)
from workflows.ports import Clock

log = structlog.get_logger(__name__)


@dataclass
class PollThrottle:
    """Says whether a poll round can begin. `share` is ours, in percent of the account's rate limit."""

    meter: RateLimitMeter
    store: RateLimitStore
    clock: Clock
    process_name: str
    share_percent: int
    interval: PollInterval = field(init=False)
    _known: RateLimitUsage = field(init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        self.interval, self._known = PollInterval(self.clock.now()), self.meter.usage

    def adapt(self) -> None:
        """Share usage with the other processes, and throttle more or less."""
        self.store.record(self.process_name, self.meter.usage)
        now, usage = self.clock.now(), self.usage
        self._known = usage
        with self._lock:
            before = self.interval
            reason = throttle_reason(usage, self.share_percent, now, is_throttled=before.is_throttled)
            self.interval = before.adjusted(bool(reason), now)
        _log_transition(before, self.interval, reason, usage)

    @property
    def usage(self) -> RateLimitUsage:
        """What all our processes know about the rate limit together."""
        return combine_rate_limit_usage([self.meter.usage, *self.store.other_usages(self.process_name)])

    def allows(self, group_id: str) -> bool:
        """Return whether a round of this group can begin now; never while Fivetran rejects all requests."""
        pace, now = self.interval, self.clock.now()
        if any(usage.is_blocked(now) for usage in (self.meter.usage, self._known)):
            return False
        return not pace.is_throttled or pace.is_due(self.store.last_polled_at(group_id), now)


def _log_transition(before: PollInterval, now: PollInterval, reason: str, usage: RateLimitUsage) -> None:
    """Log once when throttling begins, and once when it ends."""
    facts = {"used": usage.used, "remaining": usage.remaining, "limit": usage.limit}
    if now.is_throttled and not before.is_throttled:
        log.warning("polling slows down to stay within Fivetran's rate limit", reason=reason, **facts)
    if before.is_throttled and not now.is_throttled:
        log.info("polling is back to normal", **facts)
