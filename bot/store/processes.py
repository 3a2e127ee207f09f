"""Signs of life of our processes, so that a living one finishes what a dead one began."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Engine, delete
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from bot.store.database import transaction
from bot.store.rows import ProcessRow
from workflows.ports import Clock


class ProcessStore:
    """The heartbeats."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def beat(self, name: str) -> None:
        """Say that the process `name` is alive."""
        with transaction(self._engine) as session:
            session.merge(ProcessRow(name=name, beat_at=self._clock.now().timestamp()))

    def works(self) -> bool:
        """Whether the database answers."""
        try:
            with transaction(self._engine) as session:
                session.exec(select(ProcessRow.name).limit(1)).all()
        except SQLAlchemyError:
            return False
        return True

    def silent_for(self, pause: timedelta) -> Sequence[str]:
        """Names of processes whose last sign of life is older than `pause`."""
        before = (self._clock.now() - pause).timestamp()
        with transaction(self._engine) as session:
            return session.exec(select(ProcessRow.name).where(ProcessRow.beat_at < before)).all()

    def bury(self, name: str) -> None:
        """Forget a process that will not come back."""
        with transaction(self._engine) as session:
            session.execute(delete(ProcessRow).where(col(ProcessRow.name) == name))
