"""The names in the account, and the few connections and requests that a question is about."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, or_, union
from sqlmodel import col, select

from bot.store.account_names import CONNECTION_NAMES, StoredNames
from bot.store.connection_states import chunks
from bot.store.database import fetch_all, transaction
from bot.store.existing_connections import HAD_CONNECTION
from bot.store.incident_queries import IncidentQueries
from bot.store.parsed_bodies import body_text, connection_of_text, request_of_text
from bot.store.tables import ConnectionRow, RequestRow
from workflows.connections.model import Connection, Health
from workflows.incidents.model import Incident
from workflows.reporting.name_table import NamedRow, NameTable
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import OPEN_STATUSES


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
            query: Any = select(body_text(ConnectionRow.body)).where(col(ConnectionRow.id).in_(some))
            bodies += fetch_all(self._engine, query)
        return [connection_of_text(body) for body in bodies if body]

    def broken(self) -> Collection[NamedRow]:
        """Return the connections that are broken."""
        return self._named(ConnectionRow.health == Health.BROKEN)

    def paused(self) -> Collection[NamedRow]:
        """Return the connections that are paused."""
        return self._named(col(ConnectionRow.paused).is_(True))

    def due_for_deletion(self, until: date) -> Sequence[ConnectorRequest]:
        """Return the open requests whose data is to be deleted by then."""
        is_due = col(RequestRow.delete_after) <= until.isoformat()
        return self._requests(col(RequestRow.status).in_(sorted(OPEN_STATUSES)) & is_due & HAD_CONNECTION)

    def incidents(self, since: datetime) -> Sequence[Incident]:
        """Return incidents that are open or ended since then, oldest first."""
        return IncidentQueries(self._engine).open_since(since)

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

    def _named(self, condition: Any) -> Collection[NamedRow]:
        query = CONNECTION_NAMES.where(condition)
        with transaction(self._engine) as session:
            return [NamedRow(*row) for row in session.execute(query)]
