"""The names in the account, and the few connections and requests that a question is about."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, or_, union
from sqlmodel import col, select

from bot.store.account_names import StoredNames
from bot.store.connection_owners import OWNERSHIP_ADAPTER
from bot.store.database import chunks, fetch_all, transaction
from bot.store.existing_connections import HAD_CONNECTION
from bot.store.incident_queries import IncidentQueries
from bot.store.listings import ListingRows
from bot.store.parsed_bodies import body_text, connection_of_text, request_of_text
from bot.store.poll_times import polled_at
from bot.store.tables import ConnectionOwnerRow, ConnectionRow, RequestRow
from workflows.connections.model import Connection
from workflows.incidents.model import Incident
from workflows.ownership.model import Ownership
from workflows.reporting.name_table import NameTable
from workflows.requests.model import ConnectorRequest


class AccountRows:
    """Finds rows by name."""

    def __init__(self, engine: Engine, production_group: str) -> None:
        self._engine = engine
        self._names = StoredNames(engine, production_group)
        self.listings = ListingRows(engine, production_group)

    def polled_at(self) -> Mapping[str, datetime]:
        """Return group id → time of its last poll."""
        return polled_at(self._engine)

    def name_tables(self, polled_at: Mapping[str, datetime]) -> Sequence[NameTable]:
        """Return the names of connections as of these polls, and of open requests without one in development."""
        return self._names.tables(polled_at)

    def connections(self, ids: Collection[str]) -> Sequence[Connection]:
        """Return these connections."""
        bodies: list[Any] = []
        for some in chunks(sorted(ids)):
            query: Any = select(body_text(ConnectionRow.body)).where(col(ConnectionRow.id).in_(some))
            bodies += fetch_all(self._engine, query)
        return [connection_of_text(body) for body in bodies if body]

    def connections_with_owners(self, ids: Collection[str]) -> tuple[Sequence[Connection], Mapping[str, Ownership]]:
        """Return these connections, and connection id → who claimed it or was given it."""
        rows: list[Any] = []
        is_theirs = col(ConnectionOwnerRow.connection_id) == col(ConnectionRow.id)
        columns: Any = select(body_text(ConnectionRow.body), ConnectionOwnerRow.body).select_from(ConnectionRow)
        with transaction(self._engine) as session:
            for some in chunks(sorted(ids)):
                query = columns.outerjoin(ConnectionOwnerRow, is_theirs).where(col(ConnectionRow.id).in_(some))
                rows += session.execute(query)
        owners = [OWNERSHIP_ADAPTER.validate_python(owner) for _connection, owner in rows if owner]
        connections = [connection_of_text(body) for body, _owner in rows if body]
        return connections, {one.connection_id: one for one in owners}

    def open_incidents(self, connection_ids: Collection[str]) -> Sequence[Incident]:
        """Return the open incidents of these connections, oldest first."""
        return IncidentQueries(self._engine).open_for(connection_ids)

    def ended_incidents(self, since: datetime) -> Sequence[Incident]:
        """Return the incidents that ended since then, oldest first."""
        return IncidentQueries(self._engine).ended_since(since)

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
        bodies = fetch_all(self._engine, select(body_text(RequestRow.body)).where(condition))
        return [request_of_text(body) for body in bodies]
