"""Sandbox time: real time plus an offset that control verbs move forward."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from sandbox.changes import Changes


class Clock:
    """A clock in seconds since the epoch. It runs like real time and can jump forward."""

    def __init__(self, changes: Changes, real: Callable[[], float] = time.time) -> None:
        self.changes = changes
        self._real = real
        self.reset()

    def reset(self) -> None:
        """Return to real time."""
        self.offset = 0.0
        self.frozen: float | None = None
        self._last_ts = 0

    def now(self) -> float:
        """Return sandbox time in seconds since the epoch."""
        return (self._real() if self.frozen is None else self.frozen) + self.offset

    def iso(self, at: float | None = None) -> str:
        """Format `at` (default: now) as ISO 8601 with milliseconds and `Z`, as Fivetran does."""
        moment = datetime.fromtimestamp(self.now() if at is None else at, UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"

    def ts(self) -> str:
        """Return a new, unique, increasing Slack timestamp ("1732147200.000100")."""
        self._last_ts = max(int(self.now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def advance(self, seconds: float) -> None:
        """Move the clock forward. Raises ValueError for a negative number."""
        if seconds < 0:
            raise ValueError("The clock can only move forward.")
        self.offset += seconds

    def freeze(self, at: float) -> None:
        """Stop the clock at `at` (seconds since the epoch), for reproducible screenshots."""
        self.frozen, self.offset = at, 0.0

    def begin(self, at: float) -> None:
        """Set the clock to `at` (seconds since the epoch) and let it run from there."""
        self.frozen, self.offset = None, at - self._real()

    async def wait_until(self, moment: float) -> None:
        """Wait until sandbox time reaches `moment` (epoch seconds)."""
        while (missing := moment - self.now()) > 0:
            timeout = missing if self.frozen is None else 60.0
            await self.changes.wait_after(self.changes.version, timeout)
