"""Heartbeats of our processes, so that a living one finishes what a dead one began."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Engine, delete
from sqlmodel import col, select

from bot.store.database import transaction, upsert
from bot.store.tables import HeartbeatRow
from workflows.errors import Unavailable
from workflows.ports import Clock

SECOND_LOOK_SECONDS = 1.0
"""Real seconds after which a second look counts. A process that lives has shown a heartbeat by then."""


class HeartbeatStore:
    """The heartbeats. `monotonic` returns real seconds, whatever the clock does."""

    def __init__(self, engine: Engine, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._clock = clock
        self._monotonic = monotonic
        self._suspected: dict[tuple[str, float], float] = {}
        """Process and its last heartbeat → when this process first saw it silent."""
        self._write_problem = ""

    def record(self, name: str) -> None:
        """Say that the process `name` is alive, also when another one buries it in this very moment."""
        row = {"process_name": name, "last_seen_at": self._clock.now().timestamp()}
        statement = upsert(self._engine, HeartbeatRow).values(**row)
        try:
            with transaction(self._engine) as session:
                session.execute(statement.on_conflict_do_update(index_elements=["process_name"], set_=row))
        except Unavailable as failure:
            self._write_problem = f"{failure.message} The last heartbeat couldn't be saved."
            raise
        self._write_problem = ""

    def problem(self) -> str:
        """Return why the database can't be used; empty if it answers, and saved the last heartbeat."""
        try:
            with transaction(self._engine) as session:
                session.exec(select(HeartbeatRow.process_name).limit(1)).all()
        except Unavailable as failure:
            return failure.message
        return self._write_problem

    def find_silent(self, longer_than: timedelta, excluding: str) -> Sequence[str]:
        """Return the processes whose last heartbeat is older, and was the same at an earlier look.

        One look proves nothing: when the clock jumps, or the machine slept, every process seems silent.
        """
        silent, now = self._read_silent(longer_than, excluding), self._monotonic()
        self._suspected = {look: self._suspected.get(look, now) for look in silent.items()}
        return [name for (name, _), first in self._suspected.items() if now - first >= SECOND_LOOK_SECONDS]

    def _read_silent(self, longer_than: timedelta, excluding: str) -> Mapping[str, float]:
        before = (self._clock.now() - longer_than).timestamp()
        silent = HeartbeatRow.last_seen_at < before, HeartbeatRow.process_name != excluding
        with transaction(self._engine) as session:
            rows = session.exec(select(HeartbeatRow).where(*silent)).all()
            return {row.process_name: row.last_seen_at for row in rows}

    def forget(self, name: str) -> None:
        """Delete the heartbeat of a process that won't return."""
        with transaction(self._engine) as session:
            session.execute(delete(HeartbeatRow).where(col(HeartbeatRow.process_name) == name))
