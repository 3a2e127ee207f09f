"""Rolling request limits of the whole account.

https://fivetran.com/docs/rest-api/rate-limiting: 20,000 requests an hour; setup tests 250 a minute and 2,500
an hour. Everything that uses the account shares them.
"""

import math
from collections import deque

from sandbox.clock import Clock
from sandbox.fivetran.envelope import Problem

HOUR = 3600.0
MINUTE = 60.0


class Meter:
    """Counts calls within the last `window` seconds of sandbox time and refuses those above `limit`."""

    def __init__(self, clock: Clock, limit: int, window: float) -> None:
        self._clock = clock
        self._calls: deque[float] = deque()
        self.limit = limit
        self.window = window

    def count(self) -> None:
        """One more call; raises 429 with `Retry-After` (seconds) when there were too many."""
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
        """How many calls are left right now."""
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
        """One more request that runs setup tests; raises 429."""
        for meter in self._tests:
            meter.count()

    @property
    def headers(self) -> dict[str, str]:
        """What every answer says about the hourly quota."""
        return {
            "X-Rate-Limit": str(self.requests.limit),
            "X-Rate-Limit-Remaining": str(self.requests.remaining),
        }
