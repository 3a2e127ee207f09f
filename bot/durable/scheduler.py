"""The timetable (APScheduler): what happens every so often, in every process."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from workflows.errors import DeskError
from workflows.ports import Clock

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """One line of the timetable. `run` gets the tick, which all processes agree on and which never comes again."""

    name: str
    interval: timedelta
    run: Callable[[str], None]


CLOCK_CHECK_SECONDS = 10.0
"""Seconds between two looks at the machine's clock, by one that nothing sets back."""
SETBACK_SECONDS = 1.0
"""A setback that is smaller delays the timetable by less than a second."""


def wall_clock_lead() -> float:
    """Return how many seconds the machine's clock is ahead of the monotonic one. It changes if the clock is set."""
    return time.time() - time.monotonic()  # noqa: TID251


class Scheduler:
    """Runs its entries until it is stopped.

    A tick is a whole multiple of the interval, in epoch seconds, and how often the clock was set back before
    (`count_setbacks`). Without that, the ticks after a setback would be those that have been.
    """

    def __init__(
        self,
        clock: Clock,
        entries: list[Job],
        count_setbacks: Callable[[], int] = lambda: 0,
        clock_lead: Callable[[], float] = wall_clock_lead,
        on_setback: Callable[[], None] = lambda: None,
    ) -> None:
        self._clock = clock
        self._entries = list(entries)
        self._count_setbacks = count_setbacks
        self._clock_lead = clock_lead
        self._known_lead = clock_lead()
        self._on_setback = on_setback
        self._ticked: dict[str, int] = {}
        self._is_running = False
        self._stopped = threading.Event()
        self._scheduler = BackgroundScheduler(timezone=UTC)
        for entry in entries:
            self._put(entry)

    def start(self) -> None:
        """Start; every entry is due at once."""
        self._is_running = True
        self._scheduler.start()
        threading.Thread(target=self._watch_clock, name="clock check", daemon=True).start()

    def add(self, entry: Job) -> None:
        """One more entry, due at once."""
        self._entries.append(entry)
        self._put(entry)

    def _put(self, entry: Job) -> None:
        self._scheduler.add_job(
            self._tick,
            "interval",
            args=[entry],
            id=entry.name,
            seconds=entry.interval.total_seconds(),
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    def stop(self) -> None:
        """Stop without waiting for running jobs; if one fails, the next process finishes its work."""
        self._is_running = False
        self._stopped.set()
        self._scheduler.shutdown(wait=False)

    def _watch_clock(self) -> None:
        while not self._stopped.wait(CLOCK_CHECK_SECONDS):
            self.check_clock()

    def check_clock(self) -> None:
        """Make every entry due if the machine's clock was set back: APScheduler would wait until it has caught up."""
        lead = self._clock_lead()
        setback, self._known_lead = self._known_lead - lead, lead
        if setback < SETBACK_SECONDS or self._stopped.is_set():
            return
        log.warning("the machine's clock was set back", seconds=round(setback))
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))
        try:
            self._on_setback()
        except DeskError as failure:
            log.warning("a setback is handled at the next check", reason=failure.message)
            self._known_lead += setback

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
        except Exception:  # one entry that fails must not end the timetable; APScheduler would only log it
            if self._is_running:
                log.exception("a tick failed", entry=entry.name)
