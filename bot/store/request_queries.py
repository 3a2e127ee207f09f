"""Read-only queries about requests and existing connections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import defer
from sqlmodel import col, select

from bot.store.database import count_by, fetch_all, transaction
from bot.store.requests import request_from_row
from bot.store.tables import ConnectionRow, RequestRow
from workflows.connections.model import Health
from workflows.ports import Clock
from workflows.reporting.duplicates import WAITING_LABELS, ExistingConnection, describe_state
from workflows.requests.model import SENSITIVE_LEVELS, ConnectorRequest
from workflows.requests.state_machine import CLOSED_STATUSES, UNCONNECTED_STATUSES, Status

MAX_LISTED_REQUESTS = 50
"""Maximum length of a list shown to a person."""
HIDE_ENDED_AFTER = timedelta(days=90)
"""How long after submission a closed request still shows in its requester's lists."""


@dataclass(frozen=True)
class RequestQueries:
    """Queries about requests and existing connections."""

    engine: Engine
    environments: Mapping[str, str]
    """Fivetran group id → name of the environment."""
    clock: Clock

    def connections_per_service(self) -> Mapping[str, int]:
        """Return the number of connections per service id, in all groups, without those of confidential requests."""
        answers = col(RequestRow.body)["answers"]
        is_sensitive = answers["sensitivity"].as_string().in_(SENSITIVE_LEVELS)
        is_confidential = is_sensitive | answers["is_sensitive_service"].as_boolean().is_(True)
        hidden = select(RequestRow.connection_id).where(col(RequestRow.connection_id).is_not(None), is_confidential)
        return count_by(self.engine, col(ConnectionRow.service), col(ConnectionRow.id).not_in(hidden))

    def existing_connections(self, service_id: str | None = None) -> Sequence[ExistingConnection]:
        """Return the connections of one service or of all, and requests that have no connection yet."""
        return [*self._connections(service_id), *self._open_requests(service_id)]

    def requests_of(self, user: str) -> Sequence[ConnectorRequest]:
        """Return the requests of a person, newest first, without old closed ones."""
        cutoff = (self.clock.now() - HIDE_ENDED_AFTER).timestamp()
        is_relevant = col(RequestRow.status).not_in(CLOSED_STATUSES) | (col(RequestRow.submitted_at) >= cutoff)
        return self._requests((col(RequestRow.requester) == user) & is_relevant)

    def awaiting_approval(self) -> Sequence[ConnectorRequest]:
        """Requests that wait for an approver, newest first."""
        return self._requests(RequestRow.status == Status.AWAITING_APPROVAL)

    def _requests(self, condition: Any, limit: int | None = MAX_LISTED_REQUESTS) -> Sequence[ConnectorRequest]:
        newest = select(RequestRow).where(condition).order_by(col(RequestRow.submitted_at).desc()).limit(limit)
        return [request_from_row(row) for row in fetch_all(self.engine, newest)]

    def _connections(self, service_id: str | None) -> Sequence[ExistingConnection]:
        query = (
            select(ConnectionRow)
            .options(defer(col(ConnectionRow.body)), defer(col(ConnectionRow.run_history)))  # type: ignore[arg-type]  # SQLModel types columns as values
            .order_by(col(ConnectionRow.group_id), col(ConnectionRow.name))
        )
        if service_id:
            query = query.where(ConnectionRow.service == service_id)
        with transaction(self.engine) as session:
            rows = session.exec(query).all()
            linked = select(RequestRow).where(
                col(RequestRow.connection_id).is_not(None), col(RequestRow.status).not_in(CLOSED_STATUSES)
            )
            owners = {str(row.connection_id): request_from_row(row) for row in session.exec(linked)}
        return [self._existing_connection(row, owners.get(row.id)) for row in rows]

    def _existing_connection(self, row: ConnectionRow, request: ConnectorRequest | None) -> ExistingConnection:
        succeeded_at = datetime.fromtimestamp(row.succeeded_at, UTC) if row.succeeded_at else None
        return ExistingConnection(
            service=row.service,
            name=row.name,
            environment=self.environments.get(row.group_id, row.group_id),
            state=describe_state(Health(row.health), row.setup_state, row.paused, succeeded_at is not None),
            owner=request.requester if request else None,
            owner_name=request.names.get(request.requester) if request else None,
            succeeded_at=succeeded_at,
            connection_id=row.id,
            request_id=request.id if request else None,
        )

    def _open_requests(self, service_id: str | None) -> Sequence[ExistingConnection]:
        is_open = col(RequestRow.status).in_(UNCONNECTED_STATUSES)
        condition = is_open & (RequestRow.service == service_id) if service_id else is_open
        return [_requested_connection(request) for request in self._requests(condition, limit=None)]


def _requested_connection(request: ConnectorRequest) -> ExistingConnection:
    return ExistingConnection(
        service=request.answers.service,
        name=request.dataset,
        environment="requested",
        state=WAITING_LABELS[request.status],
        owner=request.requester,
        owner_name=request.names.get(request.requester),
        request_id=request.id,
    )
