"""The timetable (APScheduler): what happens every so often, in every process."""

import threading
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
    """One line of the timetable. `run` gets the tick's time: whole multiples of `every`, in epoch seconds."""

    name: str
    interval: timedelta
    run: Callable[[int], None]


class Scheduler:
    """Runs its entries until it is stopped."""

    def __init__(self, clock: Clock, entries: list[Job]) -> None:
        self._clock = clock
        self._entries = list(entries)
        self._ticked: dict[str, int] = {}
        self._is_running = False
        self._scheduler = BackgroundScheduler(timezone=UTC)
        for entry in entries:
            self._put(entry)

    def start(self) -> None:
        """Start; every entry is due at once."""
        self._is_running = True
        self._scheduler.start()

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
        self._scheduler.shutdown(wait=False)

    def on_clock_jump(self, _seconds: float) -> None:
        """The clock jumped forward: what would have happened meanwhile happens now (once, not many times).

        Before the start nothing has to: then everything is due anyway.
        """
        for entry in self._entries if self._is_running else ():
            if self._now(entry) > self._ticked.get(entry.name, 0):
                threading.Thread(target=self._tick, args=[entry], name=entry.name, daemon=True).start()

    def _now(self, entry: Job) -> int:
        every = int(entry.interval.total_seconds())
        return int(self._clock.now().timestamp()) // every * every

    def _tick(self, entry: Job) -> None:
        at = self._ticked[entry.name] = self._now(entry)
        try:
            entry.run(at)
        except DeskError as failure:
            log.warning("a tick was skipped", entry=entry.name, reason=failure.message)
        except Exception:  # one entry that fails must not end the timetable; APScheduler would only log it
            if self._is_running:
                log.exception("a tick failed", entry=entry.name)
