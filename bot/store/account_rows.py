"""The names in the account, and the few connections and requests that a question is about."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, or_, union
from sqlmodel import col, select

from bot.store.account_names import StoredNames
from bot.store.connection_states import CONNECTION_ADAPTER, chunks
from bot.store.database import fetch_all
from bot.store.existing_connections import HAD_CONNECTION
from bot.store.requests import REQUEST_ADAPTER
from bot.store.tables import ConnectionRow, RequestRow
from workflows.connections.model import Connection
from workflows.reporting.name_table import NameTable
from workflows.requests.model import ConnectorRequest


class AccountRows:
    """Finds rows by name."""

    def __init__(self, engine: Engine, production_group: str) -> None:
        self._engine = engine
        self._names = StoredNames(engine, production_group)

    def name_tables(self, polled_at: Mapping[str, datetime]) -> Sequence[NameTable]:
        """Return the names of connections as of these polls, and of open requests without one in development."""
        return self._names.tables(polled_at)

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
