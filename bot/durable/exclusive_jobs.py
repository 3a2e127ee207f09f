"""Jobs that one process runs at a time, in no workflow: what they work on are rows, so the next run heals a crash."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import structlog

from bot.durable.executions import WorkflowTakenOver, hold_lease
from bot.store.job_runs import JobRunStore
from workflows.errors import CredentialRejected, DeskError, Unavailable

log = structlog.get_logger(__name__)

JOB_STOP_SECONDS = 5.0
"""Seconds that running jobs have to end when the process stops."""
SETBACK_STEP = 10**11
"""Ticks after the clock was set back are higher than all before. More than the seconds since the epoch."""


def tick_number(tick: str) -> int:
    """Return a number that grows with each tick of the timetable (`Scheduler`)."""
    at, _, setbacks = tick.partition(".")
    return int(setbacks or 0) * SETBACK_STEP + int(at)


class ExclusiveJobs:
    """Runs jobs. Whatever comes for a job that runs, in any process, makes it run once more afterwards."""

    def __init__(self, store: JobRunStore) -> None:
        self._store = store
        self._changes = threading.Condition()
        self._here: Counter[str] = Counter()
        """Job → threads of this process that run it, or ask whether they can."""
        self._stopping = threading.Event()

    def start(self, job: str, work: Callable[[], None], tick: str) -> None:
        """Run a job for a tick in the background, if no process has: a call that hangs delays nothing else."""
        task = partial(self.run, job, work, tick)
        threading.Thread(target=task, name=job, daemon=True).start()

    def run(self, job: str, work: Callable[[], None], tick: str | None = None) -> None:
        """Run a job for a tick, if no process has, or right now. What it raises is logged."""
        with structlog.contextvars.bound_contextvars(job=job), self._counted(job) as runs_here:
            try:
                number = None if tick is None else tick_number(tick)
                is_ours = not self._stopping.is_set() and self._store.claim(job, number, runs_here=runs_here)
                while is_ours and not self._stopping.is_set():
                    self._try(job, work)
                    is_ours = not self._store.finish(job)
            except Unavailable as failure:
                log.warning("a job waits for the next tick", reason=failure.message)

    @contextmanager
    def _counted(self, job: str) -> Iterator[bool]:
        """Count this thread, and return whether another one was here first."""
        with self._changes:
            runs_here = self._here[job] > 0
            self._here[job] += 1
        try:
            yield runs_here
        finally:
            with self._changes:
                self._here[job] -= 1
                self._changes.notify_all()

    def _try(self, job: str, work: Callable[[], None]) -> None:
        try:
            with hold_lease(partial(self._store.is_held, job)):
                work()
        except WorkflowTakenOver:
            log.info("another process runs this job now")
        except DeskError as failure:
            is_known = isinstance(failure, CredentialRejected)  # `bot.foreign.credentials` has logged it, once
            (log.debug if is_known else log.warning)("job delayed", reason=failure.message)
        except Exception:  # a bug: the next tick tries again
            if not self._stopping.is_set():
                log.exception("job failed")

    def stop(self) -> bool:
        """Begin nothing more, and wait a little for what runs. Return whether nothing runs any more."""
        self._stopping.set()
        with self._changes:
            return self._changes.wait_for(lambda: not self._here.total(), JOB_STOP_SECONDS)
