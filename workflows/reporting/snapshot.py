"""Snapshot of everything known at one moment, and who has access to which part."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from workflows.catalog.offered_services import OfferedServices
from workflows.catalog.service import Service
from workflows.connections.model import CONNECTION_PAGE_URL, Connection
from workflows.incidents.model import Incident
from workflows.monitoring.thresholds import Thresholds
from workflows.ownership.model import ConnectionOwner, Ownership, owner_of
from workflows.requests.confidentiality import Disclosure, Place, Viewer, disclose, has_access_as
from workflows.requests.model import ConnectorRequest


@dataclass(frozen=True)
class Environment:
    """A Fivetran group: its name, and the project it writes to."""

    group_id: str
    name: str
    project: str
    is_production: bool

    @property
    def label(self) -> str:
        """Label inside a sentence."""
        return "production" if self.is_production else "development"


class Listing(StrEnum):
    """A list of connections, which is counted without reading all of them."""

    BROKEN = "broken"
    PAUSED = "paused"
    """Without those that wait for credentials."""
    IN_DEVELOPMENT = "in_development"
    UNOWNED = "unowned"
    """Connections without an owner."""
    EXPIRING = "expiring"
    """Connections whose requests are due for deletion soon."""


@dataclass(frozen=True)
class Snapshot:
    """Everything known, as last polled. Times are aware datetimes in UTC."""

    now: datetime
    connections: tuple[Connection, ...]
    requests: tuple[ConnectorRequest, ...]
    """Open requests, requests with a connection, the viewer's own, and those whose tickets are named."""
    services: Mapping[str, Service]
    """Services curated in `services.yaml`, by id."""
    environments: Mapping[str, Environment]
    """By Fivetran group id."""
    polled_at: Mapping[str, datetime]
    """Group id → time of its last poll."""
    incidents: tuple[Incident, ...] = ()
    """Open and recently ended incidents."""
    dashboard_url: str = "https://fivetran.com/dashboard"
    """Link to the Fivetran dashboard; empty for no links."""
    connection_page_url: str = CONNECTION_PAGE_URL
    """Link to one connection, with `{id}`; empty for no links."""
    jira_project: str = "DSRE"
    """Key of the Jira project with our tickets."""
    offered_services: OfferedServices = field(default_factory=OfferedServices)
    """Other services that Fivetran offers, by id."""
    thresholds: Thresholds = field(default_factory=Thresholds)
    """Thresholds for late data and other conditions."""
    counts: Mapping[tuple[Listing, Viewer], int] = field(default_factory=dict)
    """How many connections a list has for a viewer. Of such a list, the snapshot holds at least the first lines."""

    owners: Mapping[str, Ownership] = field(default_factory=dict)
    """Connection id → who claimed it or was given it."""

    @cached_property
    def requests_by_connection(self) -> dict[str, ConnectorRequest]:
        """Connection id → its request."""
        return {request.connection_id: request for request in self.requests if request.connection_id}

    @cached_property
    def _requests_by_service_and_name(self) -> dict[tuple[str, str], list[ConnectorRequest]]:
        """Service and name → requests for a connection of that name, which production can share."""
        found: dict[tuple[str, str], list[ConnectorRequest]] = {}
        for request in self.requests:
            if request.connection_id:
                found.setdefault((request.answers.service, request.dataset), []).append(request)
        return found

    def owner_of(self, connection_id: str) -> ConnectionOwner | None:
        """Return who owns a connection: its requester, else who claimed it or was given it."""
        return owner_of(self.requests_by_connection.get(connection_id), self.owners.get(connection_id))

    def connection_url(self, connection: Connection) -> str:
        """Return the connection's page in Fivetran; empty where links are disabled."""
        return self.connection_page_url.replace("{id}", connection.id)

    @property
    def as_of(self) -> datetime:
        """Time of the oldest poll of any group."""
        return min(self.polled_at.values(), default=self.now)

    def service(self, service_id: str) -> Service:
        """Return a service; one missing from the catalog is named by its id."""
        known = self.services.get(service_id) or self.offered_services.get(service_id)
        return known or Service(service_id, service_id)

    def environment(self, connection: Connection) -> Environment:
        """Return the environment of a connection."""
        return self.environment_of(connection.group_id)

    def environment_of(self, group_id: str) -> Environment:
        """Return the environment of a group."""
        return self.environments.get(group_id) or Environment(group_id, group_id, "", False)

    def visible_to(self, viewer: Viewer) -> "Snapshot":
        """Return the part that `viewer` has access to. Restricted data doesn't exist for them."""
        if viewer.can_view_everything:
            return self
        return replace(
            self,
            connections=tuple(self._visible_connections(self.connections, viewer)),
            requests=tuple(request for request in self.requests if can_view(request, self, viewer)),
            incidents=tuple(incident for incident in self.incidents if self._can_view_incident(incident, viewer)),
        )

    def _can_view_incident(self, incident: Incident, viewer: Viewer) -> bool:
        named = (incident.connection_id, incident.service, incident.name)
        return not incident.is_restricted and self.can_view_connection(*named, viewer)

    def in_environment(self, is_production: bool | None) -> "Snapshot":
        """Return a copy with only the connections and requests of one environment; None for both."""
        if is_production is None:
            return self
        narrowed = self.filter(lambda connection: self.environment(connection).is_production is is_production)
        return replace(narrowed, requests=()) if is_production else narrowed

    def filter(self, which: Callable[[Connection], bool]) -> "Snapshot":
        """Return a copy with only these connections."""
        return replace(self, connections=tuple(connection for connection in self.connections if which(connection)))

    def _visible_connections(self, connections: Iterable[Connection], viewer: Viewer) -> Iterable[Connection]:
        return (one for one in connections if self.can_view_connection(one.id, one.service, one.name, viewer))

    def can_view_connection(self, connection_id: str, service_id: str, name: str, viewer: Viewer) -> bool:
        """Return whether `viewer` has access to a connection, by the requests of the snapshot.

        A connection not requested through us is as restricted as the development requests of its name. Its owner
        has access to it.
        """
        if viewer.can_view_everything:
            return True
        owner = self.owner_of(connection_id)
        if owner and has_access_as(viewer, {owner.id}):
            return True
        if request := self.requests_by_connection.get(connection_id):
            return can_view(request, self, viewer)
        related = self._requests_by_service_and_name.get((service_id, name), [])
        return not self.service(service_id).is_sensitive and all(can_view(one, self, viewer) for one in related)


def can_view(request: ConnectorRequest, snapshot: Snapshot, viewer: Viewer) -> bool:
    """Return whether `viewer` has access to a request, with the sensitivity of its service as it is now."""
    is_sensitive = snapshot.service(request.answers.service).is_sensitive
    return disclose(Place.STATUS, request, viewer, is_sensitive_service=is_sensitive) is Disclosure.FULL
