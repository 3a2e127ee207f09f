"""Signs of life of our processes, so that a living one finishes what a dead one began."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Engine, delete
from sqlmodel import col, select

from bot.store.database import transaction, upsert
from bot.store.tables import HeartbeatRow
from workflows.errors import Unavailable
from workflows.ports import Clock


class HeartbeatStore:
    """The heartbeats."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def record(self, name: str) -> None:
        """Say that the process `name` is alive, also when another one buries it in this very moment."""
        row = {"process_name": name, "last_seen_at": self._clock.now().timestamp()}
        statement = upsert(self._engine, HeartbeatRow).values(**row)
        with transaction(self._engine) as session:
            session.execute(statement.on_conflict_do_update(index_elements=["process_name"], set_=row))

    def is_reachable(self) -> bool:
        """Whether the database answers."""
        try:
            with transaction(self._engine) as session:
                session.exec(select(HeartbeatRow.process_name).limit(1)).all()
        except Unavailable:
            return False
        return True

    def find_silent(self, longer_than: timedelta, excluding: str) -> Sequence[str]:
        """Names of processes whose last sign of life is older than `pause`; `but` knows that it is alive.

        A machine that slept (or a clock that jumped) between its beat and this look would find itself silent.
        """
        before = (self._clock.now() - longer_than).timestamp()
        silent = HeartbeatRow.last_seen_at < before, HeartbeatRow.process_name != excluding
        with transaction(self._engine) as session:
            return session.exec(select(HeartbeatRow.process_name).where(*silent)).all()

    def forget(self, name: str) -> None:
        """Delete the heartbeat of a process that won't return."""
        with transaction(self._engine) as session:
            session.execute(delete(HeartbeatRow).where(col(HeartbeatRow.process_name) == name))
