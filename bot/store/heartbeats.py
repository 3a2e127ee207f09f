"""Signs of life of our processes, so that a living one finishes what a dead one began."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Engine, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from bot.store.database import transaction
from bot.store.tables import ProcessRow
from workflows.ports import Clock


class ProcessStore:
    """The heartbeats."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def beat(self, name: str) -> None:
        """Say that the process `name` is alive, also when another one buries it in this very moment."""
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        row = {"name": name, "beat_at": self._clock.now().timestamp()}
        statement = insert(ProcessRow).values(**row)
        with transaction(self._engine) as session:
            session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=row))

    def works(self) -> bool:
        """Whether the database answers."""
        try:
            with transaction(self._engine) as session:
                session.exec(select(ProcessRow.name).limit(1)).all()
        except SQLAlchemyError:
            return False
        return True

    def silent_for(self, pause: timedelta, but: str) -> Sequence[str]:
        """Names of processes whose last sign of life is older than `pause`; `but` knows that it is alive.

        A machine that slept (or a clock that jumped) between its beat and this look would find itself silent.
        """
        before = (self._clock.now() - pause).timestamp()
        silent = ProcessRow.beat_at < before, ProcessRow.name != but
        with transaction(self._engine) as session:
            return session.exec(select(ProcessRow.name).where(*silent)).all()

    def bury(self, name: str) -> None:
        """Forget a process that will not come back."""
        with transaction(self._engine) as session:
            session.execute(delete(ProcessRow).where(col(ProcessRow.name) == name))
