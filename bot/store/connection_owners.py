"""Owners of connections that weren't requested here, and the history of who set them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import CursorResult, Engine, update
from sqlmodel import Session, col, select

from bot.store.audit_rows import append_later
from bot.store.database import chunks, fetch_all, find_row, transaction, upsert
from bot.store.tables import ConnectionOwnerRow, OwnerChangeRow
from bot.store.unowned_lists import mark_lists_lagging
from workflows.ownership.audit import owner_entry
from workflows.ownership.model import OwnerChange, Ownership
from workflows.ports import Clock

OWNERSHIP_ADAPTER = TypeAdapter(Ownership)
OWNER_PAGE_SIZE = 500


class OwnerStore:
    """Implements `workflows.ownership.ports.Owners`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def get(self, connection_id: str) -> Ownership:
        row = find_row(self._engine, ConnectionOwnerRow, connection_id)
        return _ownership(row) if row else Ownership(connection_id)

    def of(self, connection_ids: Collection[str]) -> Mapping[str, Ownership]:
        """Return connection id → its ownership, for those that have one."""
        with transaction(self._engine) as session:
            return ownerships_of(session, connection_ids)

    def change(self, before: Ownership, after: Ownership, change: OwnerChange, by: str) -> bool:
        new = after.evolve(version=before.version + 1)
        with transaction(self._engine) as session:
            if not (_insert(session, new) if before.version == 0 else _swap(session, before, new)):
                return False
            now = self._clock.now()
            session.add(_history_row(before, new, change, by, now.timestamp()))
            append_later(session, [owner_entry(before, new, change, by, now)])
            mark_lists_lagging(session)
        return True

    def all(self) -> Iterator[Ownership]:
        last = ""
        for _page in count():
            query = select(ConnectionOwnerRow).where(col(ConnectionOwnerRow.connection_id) > last)
            rows = fetch_all(self._engine, query.order_by(col(ConnectionOwnerRow.connection_id)).limit(OWNER_PAGE_SIZE))
            yield from map(_ownership, rows)
            if len(rows) < OWNER_PAGE_SIZE:
                return
            last = rows[-1].connection_id

    def owned_by(self, owner: str) -> Sequence[Ownership]:
        return [
            *map(
                _ownership, fetch_all(self._engine, select(ConnectionOwnerRow).where(ConnectionOwnerRow.owner == owner))
            )
        ]

    def owners(self) -> Collection[str]:
        query = select(ConnectionOwnerRow.owner).where(ConnectionOwnerRow.owner != "").distinct()
        return fetch_all(self._engine, query)

    def owning_groups(self) -> Collection[str]:
        """Return the ids of the user groups that own something, which begin with S."""
        owner = col(ConnectionOwnerRow.owner)
        return fetch_all(self._engine, select(owner).where(owner >= "S", owner < "T").distinct())

    def history(self, connection_id: str) -> Sequence[tuple[datetime, str, str, str]]:
        """Return time, change, who made it, and the owner since then, oldest first."""
        query = select(OwnerChangeRow).where(OwnerChangeRow.connection_id == connection_id)
        rows = fetch_all(self._engine, query.order_by(col(OwnerChangeRow.version)))
        return [(datetime.fromtimestamp(row.at).astimezone(), row.change, row.by, row.owner) for row in rows]


def ownerships_of(session: Session, connection_ids: Iterable[str]) -> dict[str, Ownership]:
    """Return connection id → its ownership, for those that have one."""
    found: dict[str, Ownership] = {}
    for some in chunks(sorted(connection_ids)):
        rows = session.exec(select(ConnectionOwnerRow).where(col(ConnectionOwnerRow.connection_id).in_(some)))
        found |= {row.connection_id: _ownership(row) for row in rows}
    return found


def _ownership(row: ConnectionOwnerRow) -> Ownership:
    return OWNERSHIP_ADAPTER.validate_python(row.body)


def _insert(session: Session, new: Ownership) -> bool:
    values = upsert(session, ConnectionOwnerRow).values(connection_id=new.connection_id, **ownership_columns(new))
    inserted = values.on_conflict_do_nothing().returning(col(ConnectionOwnerRow.connection_id))
    return session.execute(inserted).first() is not None


def _swap(session: Session, before: Ownership, new: Ownership) -> bool:
    is_current = (
        col(ConnectionOwnerRow.connection_id) == before.connection_id,
        col(ConnectionOwnerRow.version) == before.version,
    )
    changed: CursorResult[Any] = session.execute(
        update(ConnectionOwnerRow).where(*is_current).values(**ownership_columns(new))
    )  # type: ignore[assignment]
    return changed.rowcount == 1


def ownership_columns(new: Ownership) -> dict[str, Any]:
    """Return the values of its row, except the id."""
    return {"owner": new.owner, "version": new.version, "body": OWNERSHIP_ADAPTER.dump_python(new, mode="json")}


def _history_row(before: Ownership, new: Ownership, change: OwnerChange, by: str, at: float) -> OwnerChangeRow:
    return OwnerChangeRow(
        connection_id=new.connection_id,
        version=new.version,
        at=at,
        change=str(change),
        by=by,
        owner=new.owner,
        former_owner=before.owner,
        offered_to=new.offer.to if new.offer else "",
    )
