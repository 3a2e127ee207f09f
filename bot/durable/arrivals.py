"""Work that this process put on the queues, reported to the dispatcher at once."""

import math
import threading
import time
from collections.abc import Callable

from bot.durable.queue_settings import CLICK_QUEUE

CLICK_DEBOUNCE_SECONDS = 0.05
"""Seconds between a click and its start. Begun sooner, the first clicks of a burst delay the acks of the others."""
MAX_CLICK_DEBOUNCE_SECONDS = 0.25
"""Seconds after which a click starts, although others arrive."""


class Arrivals:
    """Wakes the dispatcher. Many arrivals at the same time wake it once, and a burst of clicks after its last one."""

    def __init__(self, read_clock: Callable[[], float] = time.monotonic) -> None:
        self._read_clock = read_clock
        self._changed = threading.Condition()
        self._due = self._clicks_due = math.inf
        self._clicks_due_at_last = math.inf

    def announce(self, queue: str = "") -> None:
        """Say that `queue` has work, or that any of them can have some."""
        now = self._read_clock()
        with self._changed:
            if queue == CLICK_QUEUE:
                self._clicks_due_at_last = min(self._clicks_due_at_last, now + MAX_CLICK_DEBOUNCE_SECONDS)
                self._clicks_due = min(now + CLICK_DEBOUNCE_SECONDS, self._clicks_due_at_last)
            else:
                self._due = min(self._due, now)
            self._changed.notify()

    def wait(self, seconds: float) -> None:
        """Return when something has arrived, or after `seconds`."""
        end = self._read_clock() + seconds
        with self._changed:
            while (left := min(self.due_at, end) - self._read_clock()) > 0:
                self._changed.wait(left)
            self._due = self._clicks_due = self._clicks_due_at_last = math.inf

    @property
    def due_at(self) -> float:
        """When the dispatcher is due, by the clock; infinity if nothing has arrived."""
        return min(self._due, self._clicks_due)


ARRIVALS = Arrivals()
