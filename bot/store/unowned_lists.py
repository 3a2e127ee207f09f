"""The weekly lists of connections without an owner, as they were posted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col, select

from bot.store.database import execute, fetch_all, find_row, transaction, upsert
from bot.store.tables import UnownedListRow
from workflows.digests.unowned_model import UnownedList

UNOWNED_LIST_ADAPTER = TypeAdapter(UnownedList)


class UnownedListStore:
    """Implements `workflows.digests.unowned_list.UnownedLists`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, list_id: str) -> UnownedList | None:
        row = find_row(self._engine, UnownedListRow, list_id)
        return _list(row) if row else None

    def add(self, new: UnownedList, at: datetime) -> UnownedList:
        values = {"id": new.id, "created_at": at.timestamp(), "is_in_sync": True, "due_at": 0.0}
        statement = upsert(self._engine, UnownedListRow).values(**values, **_columns(new))
        execute(self._engine, statement.on_conflict_do_nothing())
        return self.get(new.id) or new

    def save(self, drawn: UnownedList) -> None:
        with transaction(self._engine) as session:
            row = session.get_one(UnownedListRow, drawn.id, with_for_update=True)
            row.is_in_sync, row.due_at = row.version == drawn.version, 0.0
            row.sqlmodel_update(_columns(drawn.evolve(version=row.version + 1)))

    def lagging(self, now: datetime) -> Sequence[UnownedList]:
        is_due = col(UnownedListRow.is_in_sync).is_(False), col(UnownedListRow.due_at) <= now.timestamp()
        return [_list(row) for row in fetch_all(self._engine, select(UnownedListRow).where(*is_due))]

    def postpone(self, list_id: str, until: datetime) -> None:
        later = update(UnownedListRow).where(col(UnownedListRow.id) == list_id).values(due_at=until.timestamp())
        execute(self._engine, later)

    def prune(self, before: datetime) -> None:
        """Delete the lists that were made before then. Their messages stay, and aren't redrawn any more."""
        execute(self._engine, delete(UnownedListRow).where(col(UnownedListRow.created_at) < before.timestamp()))


def mark_lists_lagging(session: Session) -> None:
    """Let every list be drawn again: an owner changed. There are a few, and only those that differ are edited."""
    marked: Any = {"is_in_sync": False, "due_at": 0.0, "version": col(UnownedListRow.version) + 1}
    session.execute(update(UnownedListRow).values(**marked))


def _list(row: UnownedListRow) -> UnownedList:
    return UNOWNED_LIST_ADAPTER.validate_python(row.body).evolve(version=row.version)


def _columns(one: UnownedList) -> dict[str, Any]:
    return {"version": one.version, "body": UNOWNED_LIST_ADAPTER.dump_python(one, mode="json")}
