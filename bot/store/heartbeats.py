"""Heartbeats of our processes, so that a living one finishes what a dead one began.

A process is known by its name and the id of this run: two that have the same name never share their work.
"""

import time
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Engine, delete
from sqlmodel import col, select

from bot.store.database import execute, transaction, upsert
from bot.store.tables import HeartbeatRow
from workflows.errors import Unavailable
from workflows.ports import Clock

MISSED_LOOKS = 3
"""Looks in a row without a new heartbeat, after which a process counts as dead."""
LOOK_SECONDS = 1.0
"""Real seconds after which another look counts. A process that lives has shown a heartbeat by then."""
SHARED_NAME = "Two processes have the name {}. Give each process its own PROCESS_NAME."
RECENT = timedelta(seconds=60)
"""How old a heartbeat may be for a look from outside (`check`) to take it for a sign of life."""


def new_instance(name: str) -> str:
    """Return what identifies this run of the process `name`."""
    return f"{name}#{uuid.uuid4().hex[:8]}"


def process_name(instance: str) -> str:
    """Return the name in an instance. Before 2.0, the name alone identified a process."""
    return instance.rpartition("#")[0] or instance


@dataclass(frozen=True)
class Sighting:
    """What this process has seen of another one."""

    last_seen_at: float
    looked_at: float
    """By `time.monotonic`."""
    missed: int = 0
    """Looks in a row without a new heartbeat."""
    has_beaten: bool = False
    """Whether a heartbeat came while this process looked on. A row alone can be of a dead process."""


class HeartbeatStore:
    """The heartbeats, seen by the process `instance`. `monotonic` returns real seconds, whatever the clock does."""

    def __init__(
        self, engine: Engine, clock: Clock, instance: str, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.instance = instance
        self._engine = engine
        self._clock = clock
        self._monotonic = monotonic
        self._seen: Mapping[str, Sighting] = {}
        self._write_problem = ""

    def record(self) -> None:
        """Say that this process is alive, even when another one declares it dead at this moment."""
        row = {"process_name": self.instance, "last_seen_at": self._clock.now().timestamp()}
        statement = upsert(self._engine, HeartbeatRow).values(**row)
        try:
            execute(self._engine, statement.on_conflict_do_update(index_elements=["process_name"], set_=row))
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

    def others(self) -> Mapping[str, float]:
        """Return the other processes: instance → last heartbeat."""
        with transaction(self._engine) as session:
            rows = session.exec(select(HeartbeatRow).where(HeartbeatRow.process_name != self.instance)).all()
            return {row.process_name: row.last_seen_at for row in rows}

    def find_silent(self) -> Sequence[str]:
        """Look at the other processes, and return those whose heartbeat was the same at several looks.

        No clock is compared: it can jump, and differ between machines.
        """
        now = self._monotonic()
        self._seen = {instance: self._sight(instance, at, now) for instance, at in self.others().items()}
        return [instance for instance, seen in self._seen.items() if seen.missed >= MISSED_LOOKS]

    def _sight(self, instance: str, last_seen_at: float, now: float) -> Sighting:
        before = self._seen.get(instance)
        if before is None or before.last_seen_at != last_seen_at:
            return Sighting(last_seen_at, now, has_beaten=before is not None)
        if now - before.looked_at < LOOK_SECONDS:
            return before
        return replace(before, looked_at=now, missed=before.missed + 1)

    def is_name_shared(self) -> bool:
        """Whether another process with this name lives, as of the last look."""
        mine = process_name(self.instance)
        return any(seen.has_beaten and process_name(instance) == mine for instance, seen in self._seen.items())

    def shared_names(self) -> Sequence[str]:
        """Return the names that more than one process had in the last minute, for a look from outside."""
        since = self._clock.now().timestamp() - RECENT.total_seconds()
        names = Counter(process_name(instance) for instance, at in self.others().items() if at > since)
        return [name for name, count in names.items() if count > 1]

    def forget(self, instance: str) -> None:
        """Delete the heartbeat of a process that won't return."""
        execute(self._engine, delete(HeartbeatRow).where(col(HeartbeatRow.process_name) == instance))
