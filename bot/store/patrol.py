"""The memory of how connections were: a round reads pages, compares, and saves what changed at once."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.store.database import transaction
from bot.store.requests import request_of, swap
from bot.store.rows import AnnouncementRow, ConnectionRow, RequestRow, RoundRow
from workflows.connection import Change, Connection, Health, change
from workflows.custom import could_be
from workflows.life import CONNECTED, Status
from workflows.ports import Announcement, Clock, Findings

BODY = TypeAdapter(Announcement)
CONNECTION = TypeAdapter(Connection)


class PatrolStore:
    """Fulfils `workflows.ports.Patrol`."""

    def __init__(
        self,
        engine: Engine,
        all_in: Callable[[str], Iterable[Connection]],
        group_names: dict[str, str],
        clock: Clock,
    ) -> None:
        self._clock = clock
        self._engine = engine
        self._all_in = all_in
        self._group_names = group_names

    def round(self, group_id: str) -> Findings:
        """See `workflows.ports.Patrol.round`."""
        seen = list(self._all_in(group_id))  # every page first: half a round must not look like deletions
        with transaction(self._engine) as session:
            known = {row.id: row for row in session.exec(_rows_of(group_id))}
            changes = [news for connection in seen if (news := _change(known, connection))]
            _remember(session, known, seen)
            session.merge(RoundRow(group_id=group_id, looked_at=self._clock.now().timestamp()))
            return Findings(
                tuple(self._announce(session, group_id, changes)), tuple(_touched(session, seen, group_id))
            )

    def _announce(self, session: Session, group_id: str, changes: list[Change]) -> Iterable[str]:
        by_health: dict[Health, list[Change]] = defaultdict(list)
        for news in changes:
            by_health[news.after].append(news)
        for alike in by_health.values():
            name = self._group_names.get(group_id, group_id)
            announcement = Announcement(uuid.uuid4().hex, name, tuple(alike))
            body = BODY.dump_python(announcement, mode="json")
            found_at = self._clock.now().timestamp()
            session.add(AnnouncementRow(id=announcement.id, found_at=found_at, body=body))
            yield announcement.id

    def announcement(self, announcement_id: str) -> Announcement | None:
        """See `workflows.ports.Patrol.announcement`."""
        with transaction(self._engine) as session:
            row = session.get(AnnouncementRow, announcement_id)
        return None if row is None or row.made else BODY.validate_python(row.body)

    def announced(self, announcement_id: str) -> None:
        """See `workflows.ports.Patrol.announced`."""
        with transaction(self._engine) as session:
            session.get_one(AnnouncementRow, announcement_id).made = True

    def unannounced(self) -> tuple[str, ...]:
        """See `workflows.ports.Patrol.unannounced`."""
        with transaction(self._engine) as session:
            query = select(AnnouncementRow.id).where(col(AnnouncementRow.made).is_(False))
            return tuple(session.exec(query))


def _rows_of(group_id: str):  # type: ignore[no-untyped-def]  # the type of a select is its whole row
    return select(ConnectionRow).where(ConnectionRow.group_id == group_id)


def _change(known: dict[str, ConnectionRow], connection: Connection) -> Change | None:
    row = known.get(connection.id)
    return change(Health(row.health) if row else None, connection)


def _remember(session: Session, known: dict[str, ConnectionRow], seen: list[Connection]) -> None:
    """Write only rows that differ: a quiet round of 10,000 connections writes nothing."""
    gone = set(known) - {connection.id for connection in seen}
    for some in _chunks(sorted(gone)):
        session.execute(delete(ConnectionRow).where(col(ConnectionRow.id).in_(some)))
    wanted = [_columns(connection) for connection in seen]
    if differing := [columns for columns in wanted if _differs(known.get(columns["id"]), columns)]:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        statement = insert(ConnectionRow)
        newer = {name: statement.excluded[name] for name in differing[0]}
        session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=newer), differing)


def _differs(row: ConnectionRow | None, columns: dict[str, Any]) -> bool:
    return row is None or any(getattr(row, name) != value for name, value in columns.items())


def _columns(connection: Connection) -> dict[str, Any]:
    return {
        "id": connection.id,
        "group_id": connection.group_id,
        "service": connection.service,
        "name": connection.name,
        "health": connection.health,
        "seen": connection.seen,
        "setup_state": connection.setup_state,
        "paused": connection.paused,
        "succeeded_at": connection.succeeded_at.timestamp() if connection.succeeded_at else None,
        "body": CONNECTION.dump_python(connection, mode="json"),
    }


def _touched(session: Session, seen: list[Connection], group_id: str) -> Iterable[str]:
    """Requests whose connection looks different, or seems gone; each remembers what was seen.

    A request that somebody changes in this very moment is left to the next round.
    """
    now = {connection.id: connection.seen for connection in seen}
    yield from _appeared(session, seen)
    followed = col(RequestRow.status).in_(CONNECTED)
    ours = select(RequestRow.connection_id).where(followed)
    others = select(ConnectionRow.id).where(
        ConnectionRow.group_id != group_id, col(ConnectionRow.id).in_(ours)
    )
    elsewhere = set(session.exec(others))
    for row in session.exec(select(RequestRow).where(followed)):
        look = now.get(str(row.connection_id), None if row.connection_id in elsewhere else "gone")
        if look is not None and look != row.connection_seen:
            before = request_of(row)
            if swap(session, before, before.but(connection_seen=look, version=before.version + 1)):
                yield row.id


def _appeared(session: Session, seen: list[Connection]) -> Iterable[str]:
    """Custom connectors in the making whose connection is there: each is told of once for each connection."""
    being_built = select(RequestRow).where(col(RequestRow.status) == Status.BEING_BUILT)
    for row in session.exec(being_built):
        found = next((one for one in seen if could_be(one, row.dataset)), None)
        look = f"found {found.id}" if found else row.connection_seen
        if look != row.connection_seen:
            before = request_of(row)
            if swap(session, before, before.but(connection_seen=look, version=before.version + 1)):
                yield row.id


def _chunks(ids: list[str], size: int = 500) -> Iterable[list[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
