"""The names of all connections, kept in memory: a poll that renamed none reads nothing, others what they renamed."""

import threading
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine, exists, true
from sqlmodel import Session, col, select

from bot.store.database import chunks, transaction
from bot.store.name_changes import name_versions, renamed_since
from bot.store.tables import ConnectionRow, RequestRow
from workflows.reporting.name_table import NamedRow, NameTable
from workflows.requests.state_machine import CONNECTED_STATUSES, UNCONNECTED_STATUSES, Status

MAX_CHANGES = 2_000
"""More changed connections than this are read together with all others."""
WAITING_STATUSES = UNCONNECTED_STATUSES | {Status.AWAITING_CREDENTIALS, Status.SYNCING_HISTORY}
"""Statuses of requests whose connection is missing, or so new that no poll has seen it."""
CONNECTION_NAMES: Any = select(ConnectionRow.id, ConnectionRow.name, ConnectionRow.service)


class KnownNames(NamedTuple):
    """The names as of some polls."""

    polled_at: Mapping[str, datetime]
    versions: Mapping[str, int]
    connections: NameTable
    apart: NameTable
    """Open requests whose connection isn't in development."""
    apart_ids: Mapping[str, str]
    """Connection id → the id of its request in `apart`."""


class StoredNames:
    """Names in the account. Those of connections change only with a poll."""

    def __init__(self, engine: Engine, production_group: str) -> None:
        self._engine, self._lock = engine, threading.Lock()
        self._in_development = exists().where(
            col(ConnectionRow.id) == col(RequestRow.connection_id), col(ConnectionRow.group_id) != production_group
        )
        self._known: KnownNames | None = None
        self._waiting = NameTable(())

    def tables(self, polled_at: Mapping[str, datetime]) -> tuple[NameTable, NameTable, NameTable]:
        """Return the names of connections as of these polls, and of open requests without one in development."""
        known = self._as_of(polled_at)
        with transaction(self._engine) as session:
            rows = tuple(_named(session, self._unconnected(WAITING_STATUSES)))
        if rows != self._waiting.rows:
            self._waiting = NameTable(rows)
        return known.connections, known.apart, self._waiting

    def _as_of(self, polled_at: Mapping[str, datetime]) -> KnownNames:
        """Return the names as of these polls; one caller reads what changed, and the others wait for it."""
        known = self._known
        if known is not None and known.polled_at == polled_at:
            return known
        with self._lock, transaction(self._engine) as session:
            if self._known is None or self._known.polled_at != polled_at:
                self._known = self._updated(session, polled_at)
            return self._known

    def _updated(self, session: Session, polled_at: Mapping[str, datetime]) -> KnownNames:
        versions, known = name_versions(session), self._known
        changed = renamed_since(session, known.versions, versions) if known else None
        if known is None or changed is None or len(changed) > MAX_CHANGES:
            connections = NameTable(tuple(_named(session, CONNECTION_NAMES)))
            apart = self._apart(session)
            return KnownNames(polled_at, versions, connections, NameTable(tuple(apart.values())), _ids(apart))
        return self._with(session, known, changed)._replace(polled_at=polled_at, versions=versions)

    def _with(self, session: Session, known: KnownNames, changed: Collection[str]) -> KnownNames:
        if not changed:
            return known
        rows = [
            row
            for some in chunks(sorted(changed))
            for row in _named(session, CONNECTION_NAMES.where(col(ConnectionRow.id).in_(some)))
        ]
        apart: dict[str, NamedRow] = {}
        for some in chunks(sorted(changed)):
            apart |= self._apart(session, col(RequestRow.connection_id).in_(some))
        left = {one: known.apart_ids[one] for one in changed if one in known.apart_ids}
        kept = {one: request for one, request in known.apart_ids.items() if one not in left}
        return known._replace(
            connections=known.connections.changed(changed, rows),
            apart=known.apart.changed({*left.values(), *_ids(apart).values()}, apart.values()),
            apart_ids=kept | _ids(apart),
        )

    def _apart(self, session: Session, condition: Any = None) -> dict[str, NamedRow]:
        """Return connection id → the open request, for those that aren't in development."""
        query = self._unconnected(CONNECTED_STATUSES).add_columns(col(RequestRow.connection_id))
        rows = session.execute(query.where(true() if condition is None else condition))
        return {connection_id: NamedRow(*row) for *row, connection_id in rows}

    def _unconnected(self, statuses: Collection[Status]) -> Any:
        is_there = col(RequestRow.status).in_(sorted(statuses)), ~self._in_development
        query: Any = select(RequestRow.id, RequestRow.dataset, RequestRow.service)
        return query.where(*is_there)


def _named(session: Session, query: Any) -> Iterator[NamedRow]:
    return (NamedRow(*row) for row in session.execute(query))


def _ids(apart: Mapping[str, NamedRow]) -> dict[str, str]:
    return {connection_id: row.id for connection_id, row in apart.items()}
