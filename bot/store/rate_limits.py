"""What each of our processes knows of Fivetran's quota, so that all of them know it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import TypeAdapter
from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from bot.store.database import transaction
from bot.store.tables import QuotaRow, RoundRow
from workflows.connections.rate_limit import WINDOW, Usage
from workflows.ports import Clock

BODY = TypeAdapter(Usage)


class QuotaStore:
    """The notes of all processes."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def tell(self, process: str, usage: Usage) -> None:
        """Write down what the process `process` knows."""
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        note = {"at": self._clock.now().timestamp(), "body": BODY.dump_python(usage, mode="json")}
        statement = insert(QuotaRow).values(process=process, **note)
        with transaction(self._engine) as session:
            session.execute(statement.on_conflict_do_update(index_elements=["process"], set_=note))

    def others(self, process: str) -> Sequence[Usage]:
        """What other processes wrote down within the hour; what is older is no longer in the quota."""
        begin = (self._clock.now() - WINDOW).timestamp()
        query = select(QuotaRow).where(QuotaRow.at > begin, col(QuotaRow.process) != process)
        with transaction(self._engine) as session:
            return [BODY.validate_python(row.body) for row in session.exec(query)]

    def looked_at(self, group_id: str) -> datetime | None:
        """When all connections of a group were last read, by whichever process."""
        with transaction(self._engine) as session:
            row = session.get(RoundRow, group_id)
        return datetime.fromtimestamp(row.looked_at, UTC) if row else None
