"""How fast workflows start. Waits go by a clock that nothing sets back (`time.monotonic`)."""

import threading
import time
from collections.abc import Callable
from functools import wraps

from bot.durable.click_ports import STOPPING, ShuttingDown

MAX_CLICKS_PER_SECOND = 10
"""Clicks that start in a second in one process. Slack sends at most eight. More would slow down the acks of a burst."""
CHANNEL_SECONDS = 1.0
"""Seconds between two messages in a channel: Slack's rate limit (docs.slack.dev/apis/web-api/rate-limits)."""


class ClickPace:
    """Starts at most `MAX_CLICKS_PER_SECOND`; the first ones of a burst start at once."""

    def __init__(self, read_clock: Callable[[], float] = time.monotonic) -> None:
        self._read_clock = read_clock
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Wait for this click's turn. Raises `ShuttingDown` if the process stops first."""
        if STOPPING.wait(self.reserve()):
            raise ShuttingDown

    def reserve(self) -> float:
        """Take the next turn, and return the seconds until then."""
        step = 1 / MAX_CLICKS_PER_SECOND
        with self._lock:
            now = self._read_clock()
            turn = max(self._next, now - (MAX_CLICKS_PER_SECOND - 1) * step)
            self._next = turn + step
        return max(0.0, turn - now)


def hold_channel(post: Callable[..., None]) -> Callable[..., None]:
    """Return `post`, which then takes at least a second: the next message of its partition waits for its end."""

    @wraps(post)
    def hold(*args: object) -> None:
        started = time.monotonic()
        try:
            post(*args)
        finally:
            STOPPING.wait(max(0.0, CHANNEL_SECONDS - (time.monotonic() - started)))

    return hold
