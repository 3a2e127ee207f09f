"""Work that this process put on the queues, reported to the dispatcher at once."""

import math
import threading
import time

from bot.durable.queue_settings import CLICK_QUEUE

CLICK_DEBOUNCE_SECONDS = 0.05
"""Seconds between a click and its start. Begun sooner, the first clicks of a burst delay the acks of the others."""


class Arrivals:
    """Wakes the dispatcher. Many arrivals at the same time wake it once."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due = math.inf

    def announce(self, queue: str = "") -> None:
        """Say that `queue` has work, or that any of them can have some."""
        due = time.monotonic() + (CLICK_DEBOUNCE_SECONDS if queue == CLICK_QUEUE else 0)
        with self._changed:
            self._due = min(self._due, due)
            self._changed.notify()

    def wait(self, seconds: float) -> None:
        """Return when something has arrived, or after `seconds`."""
        end = time.monotonic() + seconds
        with self._changed:
            while (left := min(self._due, end) - time.monotonic()) > 0:
                self._changed.wait(left)
            self._due = math.inf


ARRIVALS = Arrivals()
