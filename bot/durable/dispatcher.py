"""Start queued work: one look for all queues, at once when this process enqueues, and rarely otherwise.

DBOS asks each queue on its own, several times a second, also when nothing happens. So its workers of the queues
run here instead, unchanged, but each waits until its queue has work. Nothing else of DBOS is replaced.
"""

import threading
import time
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from dbos import DBOS
from dbos._queue import Queue, queue_worker_thread
from sqlalchemy import exc

from bot.durable.arrivals import ARRIVALS
from bot.durable.queue_settings import HINT_QUEUE
from bot.durable.work_table import WORKFLOW_VERSION

log = structlog.get_logger(__name__)

BUSY_SECONDS = 0.2
"""Seconds until the next look while work waits, for example for the workflow before it in its partition."""
QUIET_SECONDS = 5.0
"""Seconds between two looks while no work waits. Only the work of a process that crashed waits this long."""
LAST_LOOK_SECONDS = 10
"""Seconds that the workers have to finish their looks when the process stops."""


PAUSES = {HINT_QUEUE: BUSY_SECONDS}
"""Queue with a limit of running work → seconds before each look. DBOS counts what it has just started too late."""


@dataclass(frozen=True)
class WaitingWork:
    """What waits in the queues."""

    queues: frozenset[str]
    """Queues with work that can start."""
    next_at: float | None
    """When the next delayed work is due, in seconds since the epoch by the machine's clock."""


class Turn:
    """What a worker of DBOS takes for its stop event. Its wait ends when the queue has work, not after a time."""

    def __init__(self, stopping: threading.Event, pause: float = 0.0) -> None:
        self._stopping, self._given = stopping, threading.Event()
        self._pause = pause
        """Seconds before each look."""

    def give(self) -> None:
        """Let the worker look into its queue once."""
        self._given.set()

    def is_set(self) -> bool:
        """Whether the process stops."""
        return self._stopping.is_set()

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002  # the signature of `threading.Event`
        """Wait for the next turn. Return whether the process stops."""
        self._given.wait()
        self._stopping.wait(self._pause)
        self._given.clear()
        return self.is_set()


class Dispatcher:
    """Gives each queue with work its turn."""

    def __init__(self, dbos: DBOS, queues: list[Queue]) -> None:
        self.dbos = dbos
        self._stopping = threading.Event()
        self._turns = {queue.name: Turn(self._stopping, PAUSES.get(queue.name, 0.0)) for queue in queues}
        workers = [
            threading.Thread(target=queue_worker_thread, args=(self._turns[queue.name], dbos, queue), name=queue.name)
            for queue in queues
        ]
        self._threads = [*workers, threading.Thread(target=self._run, name="dispatcher")]
        self._is_away = False

    def start(self) -> None:
        """Start to look for work."""
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def stop(self) -> None:
        """Start nothing more."""
        self._stopping.set()
        ARRIVALS.announce()
        self._give_turns(frozenset(self._turns))
        deadline = time.monotonic() + LAST_LOOK_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self) -> None:
        while not self._stopping.is_set():
            ARRIVALS.wait(self.dispatch())

    def dispatch(self) -> float:
        """Give the queues with work their turns. Return the seconds until the next look."""
        try:
            waiting = self.find_waiting()
            if waiting.next_at is not None and waiting.next_at <= _now():
                self.dbos._sys_db.transition_delayed_workflows()
                waiting = self.find_waiting()
        except exc.DBAPIError as failure:
            self._note(is_away=True, reason=str(failure.orig))
            return QUIET_SECONDS
        self._note(is_away=False)
        self._give_turns(waiting.queues)
        if waiting.queues:
            return BUSY_SECONDS
        return QUIET_SECONDS if waiting.next_at is None else min(QUIET_SECONDS, max(0.0, waiting.next_at - _now()))

    def find_waiting(self) -> WaitingWork:
        """Return what waits in all queues. One statement."""
        work = self.dbos._sys_db.tables.workflow_status.c
        is_ours = sa.or_(work.application_version == WORKFLOW_VERSION, work.application_version.is_(None))
        query = (
            sa.select(work.queue_name, work.status, sa.func.min(work.delay_until_epoch_ms))
            .where(work.status.in_(["ENQUEUED", "DELAYED"]), is_ours)
            .group_by(work.queue_name, work.status)
        )
        with self.dbos._sys_db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            rows = connection.execute(query).all()
        delays = [until / 1_000 for _, status, until in rows if status == "DELAYED" and until is not None]
        return WaitingWork(
            frozenset(name for name, status, _ in rows if status == "ENQUEUED"), min(delays, default=None)
        )

    def _give_turns(self, queues: frozenset[str]) -> None:
        for name in queues & self._turns.keys():
            self._turns[name].give()

    def _note(self, *, is_away: bool, reason: str = "") -> None:
        if is_away and not self._is_away:
            log.warning("the queues can't be read", reason=reason)
        self._is_away = is_away


def _now() -> float:
    return time.time()  # noqa: TID251  # as DBOS stamps its rows
