"""The timetable: what happens every so often, in every process. Waits go by a clock that nothing sets back."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from workflows.errors import DeskError
from workflows.ports import Clock

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """One line of the timetable. `run` gets the tick, which all processes agree on and which never comes again."""

    name: str
    interval: timedelta
    run: Callable[[str], None]


class Scheduler:
    """Runs its entries until it is stopped, each in a thread of its own.

    A tick is a whole multiple of the interval, in epoch seconds, and how often the clock was set back before
    (`count_setbacks`). Without that, the ticks after a setback would be those that have been.
    """

    def __init__(self, clock: Clock, entries: list[Job], count_setbacks: Callable[[], int] = lambda: 0) -> None:
        self._clock = clock
        self._entries = list(entries)
        self._count_setbacks = count_setbacks
        self._ticked: dict[str, int] = {}
        self._is_running = False
        self._stopped = threading.Event()

    def start(self) -> None:
        """Start; every entry is due at once."""
        self._is_running = True
        for entry in self._entries:
            self._begin(entry)

    def add(self, entry: Job) -> None:
        """One more entry, due at once."""
        self._entries.append(entry)
        self._begin(entry)

    def _begin(self, entry: Job) -> None:
        threading.Thread(target=self._repeat, args=[entry], name=f"timetable {entry.name}", daemon=True).start()

    def _repeat(self, entry: Job) -> None:
        while not self._stopped.is_set():
            self._tick(entry)
            self._stopped.wait(entry.interval.total_seconds())

    def stop(self) -> None:
        """Stop without waiting for running jobs; if one fails, the next process finishes its work."""
        self._is_running = False
        self._stopped.set()

    def on_clock_jump(self, _seconds: float) -> None:
        """The clock jumped: what would have happened meanwhile happens now (once, not many times).

        Before the start nothing has to: then everything is due anyway.
        """
        for entry in self._entries if self._is_running else ():
            if self._now(entry) != self._ticked.get(entry.name):
                threading.Thread(target=self._tick, args=[entry], name=entry.name, daemon=True).start()

    def _now(self, entry: Job) -> int:
        every = int(entry.interval.total_seconds())
        return int(self._clock.now().timestamp()) // every * every

    def _tick(self, entry: Job) -> None:
        at = self._ticked[entry.name] = self._now(entry)
        try:
            setbacks = self._count_setbacks()
            entry.run(f"{at}.{setbacks}" if setbacks else str(at))
        except DeskError as failure:
            log.warning("a tick was skipped", entry=entry.name, reason=failure.message)
        except Exception:  # one entry that fails must not end the timetable
            if self._is_running:
                log.exception("a tick failed", entry=entry.name)
