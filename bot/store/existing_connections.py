"""Existing connections and open requests, with the requests that say who can see them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import CompoundSelect, Engine, Row, bindparam, exists, func, or_, union
from sqlmodel import Session, col, select

from bot.store.database import fetch_all, reading, transaction
from bot.store.parsed_bodies import body_text, request_of_text
from bot.store.requests import IS_OPEN, REQUEST_ADAPTER
from bot.store.tables import ConnectionOwnerRow, ConnectionRow, PollRoundRow, RequestRow
from bot.store.unowned import IS_UNOWNED
from workflows.connections.model import Health
from workflows.ownership.model import Ownership, owner_of
from workflows.reporting.duplicates import WAITING_LABELS, ExistingConnection, FoundConnections, describe_state
from workflows.reporting.list_filter import NO_FILTER, ListedState, ListFilter
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import UNCONNECTED_STATUSES

SUMMARY: Any = select(
    ConnectionRow.id,
    ConnectionRow.group_id,
    ConnectionRow.service,
    ConnectionRow.name,
    ConnectionRow.health,
    ConnectionRow.setup_state,
    ConnectionRow.paused,
    ConnectionRow.succeeded_at,
    ConnectionOwnerRow.owner,
    col(ConnectionOwnerRow.body)["owner_name"].as_string().label("owner_name"),
)  # type: ignore[call-overload]  # SQLModel types at most four columns
SUMMARY = SUMMARY.select_from(ConnectionRow).outerjoin(
    ConnectionOwnerRow, col(ConnectionOwnerRow.connection_id) == col(ConnectionRow.id)
)
"""What a line about a connection says, with who claimed it or was given it. Its body is much larger."""
PAGE_SIZE = 50
MAX_OWNED = 50
"""Maximum number of owned connections that a person sees."""
IS_WAITING = col(RequestRow.status).in_(UNCONNECTED_STATUSES)
HAD_CONNECTION = col(RequestRow.connection_id).is_not(None)

GROUP: Any = col(ConnectionRow.group_id) + ""
"""Its group, as a condition only: a narrowed list is found by another index than the one of groups."""
IN_STATE: dict[ListedState, Any] = {
    ListedState.FAILING: col(ConnectionRow.health) == Health.BROKEN,
    ListedState.PAUSED: col(ConnectionRow.paused).is_(True),
}

_SERVICE: Any = bindparam("service")
OF_SERVICE = SUMMARY.where(ConnectionRow.service == _SERVICE).order_by(ConnectionRow.group_id, ConnectionRow.name)
IDS_OF_SERVICE = union(
    select(RequestRow.id).where(RequestRow.service == _SERVICE, or_(IS_OPEN, HAD_CONNECTION)),
    select(RequestRow.id)
    .join(ConnectionRow, col(ConnectionRow.id) == col(RequestRow.connection_id))
    .where(ConnectionRow.service == _SERVICE),
)
"""Requests for a service and of its connections; closed ones only if they had a connection."""
REQUESTS_OF_SERVICE = (
    select(body_text(RequestRow.body))
    .where(col(RequestRow.id).in_(IDS_OF_SERVICE))
    .order_by(col(RequestRow.submitted_at))
)
"""The same, oldest first. Built once: that takes longer than to execute it."""


@dataclass(frozen=True)
class ListedRowsFilter:
    """The conditions of a list, for the rows."""

    conditions: ListFilter = NO_FILTER
    groups: Collection[str] | None = None
    """Ids of the only groups that are listed; None for all."""

    @property
    def of_connections(self) -> list[Any]:
        """What holds for each connection, besides its group."""
        asked, prefix = self.conditions, self.conditions.name_prefix
        return [
            *([col(ConnectionRow.service).in_(asked.services)] if asked.services else []),
            *([col(ConnectionRow.name) >= prefix, col(ConnectionRow.name) < f"{prefix}\uffff"] if prefix else []),
            *([IN_STATE[asked.state]] if asked.state else []),
            *([IS_UNOWNED] if asked.is_unowned else []),
        ]

    @property
    def of_groups(self) -> list[Any]:
        """What holds for the group of each connection."""
        return [] if self.groups is None else [GROUP.in_(self.groups)]

    @property
    def of_requests(self) -> list[Any]:
        """What holds for each open request without a connection."""
        return [col(RequestRow.service).in_(self.conditions.services)] if self.conditions.services else []


@dataclass(frozen=True)
class ExistingConnectionStore:
    """Finds existing connections."""

    engine: Engine
    environments: Mapping[str, str]
    """Fivetran group id → name of the environment."""

    def of_service(self, service_id: str) -> FoundConnections:
        """Return the connections of a service by group and name, then its requests without one, newest first."""
        service = {"service": service_id}
        with reading(self.engine) as connection:
            rows = connection.execute(OF_SERVICE, service).all()
            requests = [request_of_text(text) for text in connection.execute(REQUESTS_OF_SERVICE, service).scalars()]
        return self.found(service_id, rows, requests)

    def found(
        self, service_id: str, rows: Sequence[Row[Any]], requests: Sequence[ConnectorRequest]
    ) -> FoundConnections:
        """Return the same from its rows by group and name, and its requests, oldest first."""
        waiting = [request for request in reversed(requests) if request.status in UNCONNECTED_STATUSES]
        of_service = [_requested_connection(request) for request in waiting if request.answers.service == service_id]
        return FoundConnections((*self._existing(rows, requests), *of_service), tuple(requests))

    def of_connection(self, connection_id: str) -> FoundConnections:
        """Return one connection, with the requests that say who can see it; nothing if it's unknown."""
        with transaction(self.engine) as session:
            rows = session.execute(SUMMARY.where(ConnectionRow.id == connection_id)).all()
            requests = _requests(session, _ids_of_connections(rows)) if rows else []
        return FoundConnections(tuple(self._existing(rows, requests)), tuple(requests))

    def owned_by(self, user_id: str) -> Sequence[ExistingConnection]:
        """Return the connections that a person claimed or was given, by name. An open request has its own owner."""
        with reading(self.engine) as connection:
            rows = connection.execute(_owned(ConnectionOwnerRow.owner == user_id)).all()
        return self._existing(rows, [])

    def owned_by_groups(self, groups: Collection[str]) -> FoundConnections:
        """Return the connections of these user groups, by name, with the requests that say who can see them."""
        with transaction(self.engine) as session:
            rows = session.execute(_owned(col(ConnectionOwnerRow.owner).in_(sorted(groups)))).all()
            requests = _requests(session, _ids_of_connections(rows)) if rows else []
        return FoundConnections(tuple(self._existing(rows, requests)), tuple(requests))

    def total(self, wanted: ListedRowsFilter) -> int:
        """Return the number of connections and of open requests without one."""
        queries = [select(func.count()).select_from(ConnectionRow).where(*wanted.of_connections, *wanted.of_groups)]
        if wanted.conditions.includes_requests:
            queries.append(select(func.count()).where(IS_WAITING, *wanted.of_requests))
        with transaction(self.engine) as session:
            return sum(session.exec(query).one() for query in queries)

    def by_environment(self, wanted: ListedRowsFilter) -> Iterator[Iterator[FoundConnections]]:
        """Yield the pages of each group, by name, then those of the open requests, newest first.

        A narrowed list is read at once for all groups, because that is how its index is ordered.
        """
        if wanted.conditions.is_narrow:
            yield self._pages(SUMMARY.where(*wanted.of_connections, *wanted.of_groups), wanted)
        else:
            yield from self._pages_by_group(wanted)
        if wanted.conditions.includes_requests:
            yield self._pages_of_requests(wanted)

    def _pages_by_group(self, wanted: ListedRowsFilter) -> Iterator[Iterator[FoundConnections]]:
        with transaction(self.engine) as session:
            groups = session.exec(select(PollRoundRow.group_id).order_by(PollRoundRow.group_id)).all()
        for group in groups:
            if wanted.groups is None or group in wanted.groups:
                yield self._pages(SUMMARY.where(ConnectionRow.group_id == group, *wanted.of_connections), wanted)

    def _pages(self, rows_wanted: Any, wanted: ListedRowsFilter) -> Iterator[FoundConnections]:
        """Yield what is wanted by name. With services, that isn't the order of any index, so their own is used."""
        name: Any = func.lower(ConnectionRow.name) if wanted.conditions.services else ConnectionRow.name
        query = rows_wanted.order_by(name, ConnectionRow.id).limit(PAGE_SIZE)
        for offset in count(0, PAGE_SIZE):
            with transaction(self.engine) as session:
                rows = session.execute(query.offset(offset)).all()
                requests = _requests(session, _ids_of_connections(rows))
            yield FoundConnections(tuple(self._existing(rows, requests)), tuple(requests))
            if len(rows) < PAGE_SIZE:
                return

    def _pages_of_requests(self, wanted: ListedRowsFilter) -> Iterator[FoundConnections]:
        newest = col(RequestRow.submitted_at).desc(), col(RequestRow.id)
        query = select(RequestRow.body).where(IS_WAITING, *wanted.of_requests).order_by(*newest).limit(PAGE_SIZE)
        for offset in count(0, PAGE_SIZE):
            found = [REQUEST_ADAPTER.validate_python(body) for body in fetch_all(self.engine, query.offset(offset))]
            yield FoundConnections(tuple(map(_requested_connection, found)), tuple(found))
            if len(found) < PAGE_SIZE:
                return

    def _existing(self, rows: Sequence[Row[Any]], requests: Sequence[ConnectorRequest]) -> list[ExistingConnection]:
        owners = {request.connection_id: request for request in requests if not request.is_closed}
        return [self._existing_connection(row, owners.get(row.id)) for row in rows]

    def _existing_connection(self, row: Row[Any], request: ConnectorRequest | None) -> ExistingConnection:
        succeeded_at = datetime.fromtimestamp(row.succeeded_at, UTC) if row.succeeded_at else None
        owner = owner_of(request, Ownership(row.id, row.owner or "", row.owner_name or ""))
        return ExistingConnection(
            service=row.service,
            name=row.name,
            environment=self.environments.get(row.group_id, row.group_id),
            state=describe_state(Health(row.health), row.setup_state, row.paused, succeeded_at is not None),
            owner=owner.id if owner else None,
            owner_name=owner.name or None if owner else None,
            succeeded_at=succeeded_at,
            connection_id=row.id,
            request_id=request.id if request else None,
        )


def _owned(condition: Any) -> Any:
    """Select the first connections whose owner meets the condition. An open request has its own owner."""
    is_requested = exists().where(IS_OPEN, col(RequestRow.connection_id) == col(ConnectionRow.id))
    first = SUMMARY.where(condition, ~is_requested).order_by(ConnectionRow.name, ConnectionRow.id)
    return first.limit(MAX_OWNED)


def _ids_of_connections(rows: Sequence[Row[Any]]) -> CompoundSelect[Any]:
    """Select the requests of these connections, and those that had a connection of such a name."""
    of_connections = col(RequestRow.connection_id).in_([row.id for row in rows])
    of_names = col(RequestRow.dataset).in_([row.name for row in rows])
    return union(select(RequestRow.id).where(of_connections), select(RequestRow.id).where(of_names, HAD_CONNECTION))


def _requests(session: Session, ids: CompoundSelect[Any]) -> Sequence[ConnectorRequest]:
    """Return these requests, oldest first."""
    query = select(RequestRow.body).where(col(RequestRow.id).in_(ids)).order_by(col(RequestRow.submitted_at))
    return [REQUEST_ADAPTER.validate_python(body) for body in session.exec(query)]


def _requested_connection(request: ConnectorRequest) -> ExistingConnection:
    """Return an open request as an existing connection."""
    return ExistingConnection(
        service=request.answers.service,
        name=request.dataset,
        environment="requested",
        state=WAITING_LABELS[request.status],
        owner=request.requester,
        owner_name=request.names.get(request.requester),
        request_id=request.id,
    )
