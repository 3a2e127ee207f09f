"""The webhooks that this process received lately, in memory: repeated ones, and whether they are a flood."""

import time
from collections.abc import Callable
from threading import Lock

FLOOD_WINDOW_SECONDS = 3.0
"""Seconds, as many as those in which all hints about a group cause one poll."""
FLOOD_EVENTS = 20
"""Events of a group in a window that are looked at one by one. For more, one poll is cheaper."""
EVENTS_KEPT = 10_000
"""Fingerprints in memory: about two megabytes."""


class RecentEvents:
    """Events by fingerprint, and how many came for each group. Everything that is lost with it costs a poll."""

    def __init__(self, read_clock: Callable[[], float] = time.monotonic) -> None:
        self._read_clock = read_clock
        self._fingerprints: dict[str, None] = {}
        self._windows: dict[str, tuple[int, int]] = {}
        """Group → its latest window, and the events in it."""
        self._lock = Lock()

    def has_event(self, fingerprint: str) -> bool:
        """Return whether this process has handled an event."""
        return fingerprint in self._fingerprints

    def add_event(self, fingerprint: str) -> None:
        """Keep an event that was handled, and forget the oldest one if there are too many."""
        with self._lock:
            self._fingerprints[fingerprint] = None
            if len(self._fingerprints) > EVENTS_KEPT:
                del self._fingerprints[next(iter(self._fingerprints))]

    def is_flood(self, group_id: str) -> bool:
        """Count an event, and return whether its group has had more than `FLOOD_EVENTS` in this window."""
        now = int(self._read_clock() // FLOOD_WINDOW_SECONDS)
        with self._lock:
            window, count = self._windows.get(group_id, (now, 0))
            count = count + 1 if window == now else 1
            self._windows[group_id] = now, count
        return count > FLOOD_EVENTS
