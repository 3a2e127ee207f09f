"""When to retry: one policy for every call to another system."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from workflows.errors import DeskError, Unavailable


@dataclass(frozen=True)
class Backoff:
    """Delays that double from `first` up to `longest`; a refused call waits for `refused`."""

    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(minutes=10)
    refused: timedelta = timedelta(hours=1)
    """A refused call succeeds only after an operator fixes the cause, so frequent retries don't help."""

    def delay(self, error: DeskError, attempts: int) -> timedelta:
        """Return the delay after `attempts` earlier failures, at least the vendor's `Retry-After`."""
        if not isinstance(error, Unavailable):
            return self.refused
        doubled: timedelta = self.first * int(2 ** min(attempts, 20))
        return max(timedelta(seconds=error.retry_after or 0), min(doubled, self.longest))

    def delay_for_all(self, errors: Iterable[DeskError], attempts: int) -> timedelta:
        """Return the delay after several steps failed; a refusal doesn't hold up what may succeed sooner."""
        errors = list(errors)
        temporary = [error for error in errors if isinstance(error, Unavailable)]
        return max(self.delay(error, attempts) for error in temporary or errors)
