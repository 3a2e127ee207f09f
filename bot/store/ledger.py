"""The ledger: what we set out to create outside, written down before the call."""

from datetime import UTC, datetime

from sqlalchemy import Engine, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from bot.store.database import transaction
from bot.store.tables import LedgerRow
from workflows.ports import Clock


class LedgerStore:
    """Fulfils `workflows.requests.ports.Ledger`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, what: str) -> datetime | None:
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        entry = insert(LedgerRow).values(key=what, first_tried_at=self._clock.now().timestamp())
        with transaction(self._engine) as session:
            written = session.execute(entry.on_conflict_do_nothing().returning(col(LedgerRow.key))).first()
            if written:
                return None
            row = session.get_one(LedgerRow, what)
            return datetime.fromtimestamp(row.first_tried_at, UTC)

    def discard(self, what: str) -> None:
        with transaction(self._engine) as session:
            session.execute(delete(LedgerRow).where(col(LedgerRow.key) == what))
