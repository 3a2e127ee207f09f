"""Attempts to create something in another system, recorded before the call."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine, delete
from sqlmodel import col

from bot.store.database import execute, find_row, transaction, upsert
from bot.store.tables import LedgerRow
from workflows.ports import Clock


class LedgerStore:
    """Implements `workflows.ports.Ledger`.

    `require_ownership` raises what ends the caller if another process does its work meanwhile.
    """

    def __init__(self, engine: Engine, clock: Clock, require_ownership: Callable[[], None] = lambda: None) -> None:
        self._require_ownership = require_ownership
        self._engine = engine
        self._clock = clock

    def begin(self, key: str) -> datetime | None:
        self._require_ownership()
        entry = upsert(self._engine, LedgerRow).values(key=key, first_tried_at=self._clock.now().timestamp())
        with transaction(self._engine) as session:
            is_new = session.execute(entry.on_conflict_do_nothing().returning(col(LedgerRow.key))).first()
            if is_new:
                return None
            row = session.get_one(LedgerRow, key)
            return datetime.fromtimestamp(row.first_tried_at, UTC)

    def tried_at(self, key: str) -> datetime | None:
        """Return when `key` was first tried; None if it wasn't."""
        row = find_row(self._engine, LedgerRow, key)
        return datetime.fromtimestamp(row.first_tried_at, UTC) if row else None

    def discard(self, key: str) -> None:
        execute(self._engine, delete(LedgerRow).where(col(LedgerRow.key) == key))
