"""Counting our own requests, and reading what Fivetran's answers say about the quota. No I/O."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from workflows.connections.rate_limit import RATE_LIMIT_WINDOW, RateLimitUsage

RateLimitHeaders = Mapping[str, str]


class RateLimitMeter:
    """What this process knows of the quota. Threads may share it."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._calls: deque[datetime] = deque()
        self._usage = RateLimitUsage(now())

    def record_request(self) -> None:
        """One more request goes out."""
        with self._lock:
            self._calls.append(self._now())

    def read_headers(self, headers: RateLimitHeaders) -> None:
        """An answer came. What it does not say stays as it was."""
        with self._lock:
            self._usage = replace(
                self._usage,
                observed_at=self._now(),
                limit=_number(headers, "X-Rate-Limit", self._usage.limit),
                remaining=_number(headers, "X-Rate-Limit-Remaining", self._usage.remaining),
            )

    def record_rejection(self, seconds: float | None) -> None:
        """A look was turned away (429) for `seconds`; a minute when Fivetran did not say."""
        with self._lock:
            until = self._now() + timedelta(seconds=60.0 if seconds is None else seconds)
            self._usage = replace(self._usage, blocked_until=until)

    @property
    def usage(self) -> RateLimitUsage:
        """What is known now."""
        with self._lock:
            begin = self._now() - RATE_LIMIT_WINDOW
            while self._calls and self._calls[0] <= begin:
                self._calls.popleft()
            return replace(self._usage, used=len(self._calls))


def _number(headers: RateLimitHeaders, name: str, before: int | None) -> int | None:
    value = headers.get(name) or headers.get(name.lower()) or ""
    return int(value) if value.isdigit() else before
