"""Rolling request limits of the whole account.

https://fivetran.com/docs/rest-api/rate-limiting: 20,000 requests an hour; 250 setup tests a minute and
2,500 an hour. All clients of the account share them.
"""

import math
from collections import deque

from sandbox.clock import Clock
from sandbox.fivetran.envelope import Problem

HOUR = 3600.0
MINUTE = 60.0


class Meter:
    """Counts calls in the last `window` seconds of sandbox time and refuses calls above `limit`."""

    def __init__(self, clock: Clock, limit: int, window: float) -> None:
        self._clock = clock
        self._calls: deque[float] = deque()
        self.limit = limit
        self.window = window

    def count(self) -> None:
        """Count a call. Raises 429 with `Retry-After` (seconds) above the limit."""
        now = self._clock.now()
        self._forget(now)
        if len(self._calls) >= self.limit:
            oldest = self._calls[0] if self._calls else now
            wait = max(1, math.ceil(oldest + self.window - now))
            words = f"No more than {self.limit} requests in {self.window:.0f} seconds are allowed."
            raise Problem(429, "TooManyRequests", words, {"Retry-After": str(wait)})
        self._calls.append(now)

    @property
    def remaining(self) -> int:
        """The number of calls left."""
        self._forget(self._clock.now())
        return max(0, self.limit - len(self._calls))

    def _forget(self, now: float) -> None:
        while self._calls and self._calls[0] <= now - self.window:
            self._calls.popleft()


class Quota:
    """The account's meters."""

    def __init__(self, clock: Clock) -> None:
        self.requests = Meter(clock, 20_000, HOUR)
        self._tests = (Meter(clock, 250, MINUTE), Meter(clock, 2_500, HOUR))

    def count_setup_test(self) -> None:
        """Count a setup test request. Raises 429 above the limit."""
        for meter in self._tests:
            meter.count()

    @property
    def headers(self) -> dict[str, str]:
        """The quota headers of every response."""
        return {
            "X-Rate-Limit": str(self.requests.limit),
            "X-Rate-Limit-Remaining": str(self.requests.remaining),
        }
