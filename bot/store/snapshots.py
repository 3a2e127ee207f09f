"""The stored state of connections, requests, and incidents, for answers."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine, or_
from sqlmodel import col, select

from bot.store.connection_states import CONNECTION_ADAPTER
from bot.store.database import fetch_all, transaction
from bot.store.incident_queries import IncidentQueries
from bot.store.parsed_bodies import body_text
from bot.store.requests import REQUEST_ADAPTER
from bot.store.tables import ConnectionRow, PollRoundRow, RequestRow
from workflows.connections.model import Connection
from workflows.incidents.model import Incident
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CLOSED_STATUSES

NO_BODY = (None, "null")
"""The body of a row that is older than the column."""


class SnapshotStore:
    """Read connections, requests, and incidents."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def connections(self) -> Sequence[Connection]:
        """Return the last known state of every connection, sorted by name."""
        query = select(body_text(ConnectionRow.body)).order_by(col(ConnectionRow.name), col(ConnectionRow.id))
        with transaction(self._engine) as session:  # row by row: there can be 20,000
            return [CONNECTION_ADAPTER.validate_json(body) for body in session.exec(query) if body not in NO_BODY]

    def requests(self, requester_id: str | None, tickets: Sequence[str] = ()) -> Sequence[ConnectorRequest]:
        """Return requests that are open or had a connection, those of a requester, and those with tickets."""
        has_ticket = col(RequestRow.ticket_key).in_(tickets)
        is_unused = col(RequestRow.status).in_(CLOSED_STATUSES) & col(RequestRow.connection_id).is_(None)
        wanted = or_(~is_unused, col(RequestRow.requester) == requester_id, has_ticket)
        query = select(body_text(RequestRow.body)).where(wanted).order_by(col(RequestRow.submitted_at))
        with transaction(self._engine) as session:
            return [REQUEST_ADAPTER.validate_json(body) for body in session.exec(query)]

    def polled_at(self) -> Mapping[str, datetime]:
        """Return group id → time of its last poll."""
        rows = fetch_all(self._engine, select(PollRoundRow))
        return {row.group_id: datetime.fromtimestamp(row.polled_at, UTC) for row in rows}

    def incidents(self, since: datetime) -> Sequence[Incident]:
        """Return incidents that are open or ended since then, oldest first."""
        return IncidentQueries(self._engine).open_since(since)
