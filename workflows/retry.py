"""When to try again: one policy for everything that waits for another system."""

from dataclasses import dataclass
from datetime import timedelta

from workflows.errors import DeskError, Unavailable


@dataclass(frozen=True)
class Backoff:
    """Delays that double from `first` to `longest`; a refusal waits `refused`."""

    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(minutes=10)
    refused: timedelta = timedelta(hours=1)
    """A refused call can succeed after an operator fixes the cause. Trying often wouldn't help."""

    def delay(self, error: DeskError, attempts: int) -> timedelta:
        """Return how long to wait after `attempts` earlier failures, and never less than the vendor's `Retry-After`."""
        if not isinstance(error, Unavailable):
            return self.refused
        doubled: timedelta = self.first * int(2 ** min(attempts, 20))
        return max(timedelta(seconds=error.retry_after or 0), min(doubled, self.longest))
