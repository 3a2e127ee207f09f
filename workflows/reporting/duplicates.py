"""Existing connections of a service in both environments, and its open requests."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice

from workflows.connections.model import Health
from workflows.monitoring.health import ConnectionState
from workflows.reporting.snapshot import Snapshot, can_view
from workflows.requests.confidentiality import Viewer
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status

LIST_PAGE_SIZE = 20
"""Connections on one page of a list."""
MAX_TURNED_PAGES = 20
"""Pages that can be turned. A longer list has to be narrowed."""


@dataclass(frozen=True)
class ExistingConnection:
    """A connection, or an open request for one."""

    service: str
    name: str
    environment: str
    """`Fivetran_Dev` or `Fivetran_Prod`."""
    state: str
    """State as a label: “working”, “is waiting for an approver”."""
    owner: str | None = None
    """Slack id of the requester, else of the person or group that claimed it or was given it; None without an owner."""
    owner_name: str | None = None
    """None until Slack is asked."""
    succeeded_at: datetime | None = None
    """Time of the last successful sync."""
    connection_id: str | None = None
    request_id: str | None = None

    @property
    def has_connection(self) -> bool:
        """Whether the connection exists."""
        return self.connection_id is not None


@dataclass(frozen=True)
class FoundConnections:
    """Existing connections, before access checks."""

    existing: tuple[ExistingConnection, ...]
    requests: tuple[ConnectorRequest, ...]
    """Their requests and those of the same service, oldest first: they say who can see a connection."""


@dataclass(frozen=True)
class ConnectionList:
    """A page of the connections that a viewer can see, environments alternating."""

    connections: tuple[ExistingConnection, ...] = ()
    total: int = 0
    """Number of connections and open requests, hidden ones included."""
    page: int = 0
    """The number of the page, from 0."""
    has_more: bool = False
    """Whether another page follows."""


@dataclass(frozen=True)
class Duplicates:
    """Existing connections as a viewer sees them."""

    connections: tuple[ExistingConnection, ...] = ()
    restricted_count: int = 0
    """Number of connections hidden from the viewer."""

    @property
    def total(self) -> int:
        """Number of connections, hidden ones included."""
        return len(self.connections) + self.restricted_count

    @property
    def has_connections(self) -> bool:
        """Whether one of them can exist, and isn't only requested. What is hidden counts."""
        return self.restricted_count > 0 or any(one.has_connection for one in self.connections)

    def without(self, request_id: str) -> "Duplicates":
        """Return a copy without one request and its connection."""
        return Duplicates(
            tuple(connection for connection in self.connections if connection.request_id != request_id),
            self.restricted_count,
        )


def visible_duplicates(existing: Iterable[ExistingConnection], snapshot: Snapshot, viewer: Viewer) -> Duplicates:
    """Return what `viewer` has access to, environments alternating; count the rest."""
    everything = list(existing)
    named = _visible(everything, snapshot, viewer)
    return Duplicates(tuple(sort_duplicates(named)), len(everything) - len(named))


def first_visible(
    pages: Iterable[FoundConnections],
    snapshot_of: Callable[[Sequence[ConnectorRequest]], Snapshot],
    viewer: Viewer,
    limit: int,
) -> Sequence[ExistingConnection]:
    """Return what `viewer` has access to, at most `limit`. No more pages are read than that takes."""
    visible: Iterable[ExistingConnection] = chain.from_iterable(
        _visible(page.existing, snapshot_of(page.requests), viewer) for page in pages
    )
    return list(islice(visible, limit))


def _visible(
    existing: Iterable[ExistingConnection], snapshot: Snapshot, viewer: Viewer
) -> Sequence[ExistingConnection]:
    visible_requests = {request.id for request in snapshot.requests if can_view(request, snapshot, viewer)}
    return [
        connection
        for connection in existing
        if _is_visible(connection, visible_requests, snapshot, viewer)
        and not is_internal_to(connection.service, connection.owner, snapshot, viewer)
    ]


def _is_visible(
    existing: ExistingConnection, visible_requests: Container[str | None], snapshot: Snapshot, viewer: Viewer
) -> bool:
    if existing.connection_id is None:
        return existing.request_id in visible_requests
    if is_owner(existing.owner, viewer):
        return True
    return snapshot.can_view_connection(existing.connection_id, existing.service, existing.name, viewer)


def is_internal_to(service_id: str, owner: str | None, snapshot: Snapshot, viewer: Viewer) -> bool:
    """Return whether the service is internal and hidden from `viewer`."""
    is_hidden = not viewer.can_view_everything and not is_owner(owner, viewer)
    return snapshot.service(service_id).is_internal and is_hidden


def is_owner(owner: str | None, viewer: Viewer) -> bool:
    """Return whether a viewer is the owner. The public owns nothing."""
    return not viewer.is_public and owner is not None and owner == viewer.id


def sort_duplicates(existing: Iterable[ExistingConnection]) -> list[ExistingConnection]:
    """Alternate the environments, so that a truncated list shows each of them."""
    counted: Counter[str] = Counter()
    ranked = []
    for connection in existing:
        ranked.append((counted[connection.environment], connection))
        counted[connection.environment] += 1
    return [connection for _rank, connection in sorted(ranked, key=lambda pair: pair[0])]


CONNECTION_STATE_LABELS: dict[ConnectionState, str] = {
    ConnectionState.WORKING: "working",
    ConnectionState.FAILING: "failing",
    ConnectionState.LATE: "late",
    ConnectionState.PAUSED: "paused",
    ConnectionState.IN_SETUP: "in setup",
}


def describe_state(health: Health, setup_state: str, paused: bool, succeeded: bool) -> str:
    """Return the label of a connection's state, as far as one row tells: lateness needs the sync history."""
    if setup_state == "incomplete":
        return CONNECTION_STATE_LABELS[ConnectionState.IN_SETUP]
    if health is Health.BROKEN:
        return CONNECTION_STATE_LABELS[ConnectionState.FAILING]
    if paused:
        return CONNECTION_STATE_LABELS[ConnectionState.PAUSED]
    return CONNECTION_STATE_LABELS[ConnectionState.WORKING if succeeded else ConnectionState.IN_SETUP]


WAITING_LABELS: dict[Status, str] = {
    Status.SUBMITTED: "is waiting for its Jira ticket",
    Status.AWAITING_APPROVAL: "is waiting for an approver",
    Status.APPROVED: "is waiting for Fivetran to create the connection",
    Status.BEING_BUILT: "is waiting for its connector to be built",
    Status.AWAITING_CREDENTIALS: "is waiting for its owner to enter the credentials",
    Status.SYNCING_HISTORY: "is waiting for its historical sync",
    Status.LIVE: "is live",
    Status.BROKEN: "is broken: its owner or data engineering needs to fix it",
    Status.DECLINED: "was declined",
    Status.WITHDRAWN: "was withdrawn",
    Status.EXPIRED: "expired without a decision",
    Status.RETIRED: "is retired: its connection no longer exists",
}
"""What a request waits for, or how it ended, as the predicate of a sentence."""
