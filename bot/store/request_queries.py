"""Read-only queries about requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, func
from sqlmodel import col, select

from bot.store.database import count_by, fetch_all, reading, transaction
from bot.store.existing_connections import SUMMARY
from bot.store.requests import request_from_row
from bot.store.tables import ConnectionRow, RequestRow
from workflows.connections.model import Health
from workflows.ports import Clock
from workflows.reporting.duplicates import describe_state
from workflows.reporting.own_connections import OwnConnection
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CLOSED_STATUSES, UNDECIDED_STATUSES

ID: Any = ConnectionRow.id
MAX_LISTED_REQUESTS = 50
"""Maximum length of a list shown to a person."""
HIDE_ENDED_AFTER = timedelta(days=90)
"""How long after submission a closed request still shows in its requester's lists."""


@dataclass(frozen=True)
class RequestQueries:
    """Queries about requests."""

    engine: Engine
    clock: Clock

    def connections_per_service(self) -> Mapping[str, int]:
        """Return the number of connections per service id, in all groups, without those of confidential requests."""
        service = col(ConnectionRow.service)
        counts = count_by(self.engine, service)
        is_theirs = col(ConnectionRow.id) == col(RequestRow.connection_id)
        hidden = select(service, func.count(col(ConnectionRow.id).distinct())).join(RequestRow, is_theirs)
        confidential = hidden.where(col(RequestRow.is_confidential).is_(True)).group_by(service)
        with transaction(self.engine) as session:
            for service_id, count in session.exec(confidential):
                counts[service_id] -= count
        return {service_id: count for service_id, count in counts.items() if count}

    def requests_of(self, user: str) -> Sequence[ConnectorRequest]:
        """Return the requests of a person, newest first, without old closed ones."""
        cutoff = (self.clock.now() - HIDE_ENDED_AFTER).timestamp()
        is_relevant = col(RequestRow.status).not_in(CLOSED_STATUSES) | (col(RequestRow.submitted_at) >= cutoff)
        return self._requests((col(RequestRow.requester) == user) & is_relevant)

    def undecided(self) -> Sequence[ConnectorRequest]:
        """Return the requests that wait for an approver, newest first, also while their tickets can't be opened."""
        return self._requests(col(RequestRow.status).in_(UNDECIDED_STATUSES))

    def connections_of(self, requests: Sequence[ConnectorRequest]) -> Mapping[str, OwnConnection]:
        """Return the state of the requests' connections, by their ids; one statement, or none."""
        ids = [request.connection_id for request in requests if request.connection_id and not request.is_closed]
        if not ids:
            return {}
        with reading(self.engine) as connection:
            return {row.id: _own_connection(row) for row in connection.execute(SUMMARY.where(ID.in_(ids)))}

    def _requests(self, condition: Any) -> Sequence[ConnectorRequest]:
        newest = (
            select(RequestRow).where(condition).order_by(col(RequestRow.submitted_at).desc()).limit(MAX_LISTED_REQUESTS)
        )
        return [request_from_row(row) for row in fetch_all(self.engine, newest)]


def _own_connection(row: Row[Any]) -> OwnConnection:
    succeeded_at = datetime.fromtimestamp(row.succeeded_at, UTC) if row.succeeded_at else None
    state = describe_state(Health(row.health), row.setup_state, row.paused, succeeded_at is not None)
    return OwnConnection(state, succeeded_at, needs_sign_in=row.setup_state == "broken")
