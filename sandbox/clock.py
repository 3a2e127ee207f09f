"""The sandbox's clock: real time plus an offset that people may move forward."""

import time
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Sandbox time, in seconds since the epoch; it flows like real time and can jump forward."""

    def __init__(self, real: Callable[[], float] = time.time) -> None:
        self._real = real
        self.offset = 0.0
        self.frozen: float | None = None
        self._last_ts = 0

    def now(self) -> float:
        """Seconds since the epoch in sandbox time."""
        return (self._real() if self.frozen is None else self.frozen) + self.offset

    def iso(self, at: float | None = None) -> str:
        """`at` (default: now) as ISO 8601 with milliseconds and `Z`, as Fivetran writes times."""
        moment = datetime.fromtimestamp(self.now() if at is None else at, UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"

    def ts(self) -> str:
        """A fresh Slack timestamp ("1732147200.000100"): unique and ever growing."""
        self._last_ts = max(int(self.now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def advance(self, seconds: float) -> None:
        """Move the clock forward; it never goes back."""
        if seconds < 0:
            raise ValueError("The clock only moves forward.")
        self.offset += seconds

    def freeze(self, at: float) -> None:
        """Stand still at `at` (seconds since the epoch), for pictures that are the same every time."""
        self.frozen, self.offset = at, 0.0

    def begin(self, at: float) -> None:
        """Be at `at` (seconds since the epoch) now, whatever the real time is, and flow on from there."""
        self.frozen, self.offset = None, at - self._real()
