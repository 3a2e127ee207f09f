"""Count our own requests and read the rate limit from Fivetran's responses. No I/O."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from workflows.connections.rate_limit import RATE_LIMIT_WINDOW, RateLimitUsage

RateLimitHeaders = Mapping[str, str]


class RateLimitMeter:
    """What this process knows about the rate limit; safe to share between threads."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._calls: deque[datetime] = deque()
        self._usage = RateLimitUsage(now())

    def record_request(self) -> None:
        """Count a request."""
        with self._lock:
            self._calls.append(self._now())

    def read_headers(self, headers: RateLimitHeaders) -> None:
        """Read the headers of a response. A value that it doesn't state stays as it was."""
        with self._lock:
            self._usage = replace(
                self._usage,
                observed_at=self._now(),
                limit=_number(headers, "X-Rate-Limit", self._usage.limit),
                remaining=_number(headers, "X-Rate-Limit-Remaining", self._usage.remaining),
            )

    def record_rejection(self, seconds: float | None) -> None:
        """Record a 429 response that blocks requests for `seconds`, or a minute if it states no time."""
        with self._lock:
            until = self._now() + timedelta(seconds=60.0 if seconds is None else seconds)
            self._usage = replace(self._usage, blocked_until=until)

    @property
    def blocked_seconds(self) -> float:
        """Seconds until Fivetran takes requests again; 0 if it does."""
        now, usage = self._now(), self._usage
        return (usage.blocked_until - now).total_seconds() if usage.blocked_until and usage.is_blocked(now) else 0.0

    @property
    def usage(self) -> RateLimitUsage:
        """The current usage."""
        with self._lock:
            now = self._now()
            while self._calls and not now - RATE_LIMIT_WINDOW < self._calls[0] <= now:  # later: the clock was set back
                self._calls.popleft()
            return replace(self._usage, used=len(self._calls))


def _number(headers: RateLimitHeaders, name: str, before: int | None) -> int | None:
    value = headers.get(name) or headers.get(name.lower()) or ""
    return int(value) if value.isdigit() else before
