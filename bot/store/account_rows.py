"""The names in the account, and the few connections and requests that a question is about."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, exists, or_, union
from sqlmodel import col, select

from bot.store.connection_states import CONNECTION_ADAPTER, chunks
from bot.store.database import fetch_all, transaction
from bot.store.existing_connections import HAD_CONNECTION
from bot.store.requests import REQUEST_ADAPTER
from bot.store.tables import ConnectionRow, RequestRow
from workflows.connections.model import Connection
from workflows.reporting.name_table import NamedRow, NameTable
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import OPEN_STATUSES

CONNECTION_NAMES = select(ConnectionRow.id, ConnectionRow.name, ConnectionRow.service)


class AccountRows:
    """Finds rows by name. Names are read again after each poll: nothing else changes those of connections."""

    def __init__(self, engine: Engine, production_group: str) -> None:
        self._engine = engine
        self._unconnected = _names_of_unconnected(production_group)
        self._connections: tuple[Mapping[str, datetime], NameTable] = {}, NameTable(())

    def name_tables(self, polled_at: Mapping[str, datetime]) -> Sequence[NameTable]:
        """Return the names of connections as of these polls, and of open requests without one in development."""
        as_of, connections = self._connections
        if as_of != polled_at:
            connections = self._read(CONNECTION_NAMES)
            self._connections = polled_at, connections
        return connections, self._read(self._unconnected)

    def connections(self, ids: Collection[str]) -> Sequence[Connection]:
        """Return these connections."""
        bodies: list[Any] = []
        for some in chunks(sorted(ids)):
            query: Any = select(ConnectionRow.body).where(col(ConnectionRow.id).in_(some))
            bodies += fetch_all(self._engine, query)
        return [CONNECTION_ADAPTER.validate_python(body) for body in bodies if body]

    def requests_about(self, ids: Collection[str], names: Collection[str]) -> Sequence[ConnectorRequest]:
        """Return requests by their ids or those of their connections, and those that had a connection of a name."""
        found: list[ConnectorRequest] = []
        for some in chunks(sorted({*ids, *names})):
            of_names = select(RequestRow.id).where(col(RequestRow.dataset).in_(some), HAD_CONNECTION)
            of_connections = select(RequestRow.id).where(col(RequestRow.connection_id).in_(some))
            wanted = union(select(RequestRow.id).where(col(RequestRow.id).in_(some)), of_names, of_connections)
            found += self._requests(col(RequestRow.id).in_(wanted))
        return found

    def requests_of(self, requester_id: str | None, tickets: Sequence[str]) -> Sequence[ConnectorRequest]:
        """Return the requests of a requester, and those with tickets."""
        return self._requests(or_(col(RequestRow.requester) == requester_id, col(RequestRow.ticket_key).in_(tickets)))

    def _requests(self, condition: Any) -> list[ConnectorRequest]:
        bodies = fetch_all(self._engine, select(RequestRow.body).where(condition))
        return [REQUEST_ADAPTER.validate_python(body) for body in bodies]

    def _read(self, query: Any) -> NameTable:
        with transaction(self._engine) as session:
            return NameTable(tuple(NamedRow(*row) for row in session.execute(query)))


def _names_of_unconnected(production_group: str) -> Any:
    """Select the open requests that have no connection in development."""
    is_theirs = col(ConnectionRow.id) == col(RequestRow.connection_id)
    in_development = exists().where(is_theirs, col(ConnectionRow.group_id) != production_group)
    is_open = col(RequestRow.status).in_(OPEN_STATUSES)
    return select(RequestRow.id, RequestRow.dataset, RequestRow.service).where(is_open, ~in_development)
