"""What is known at this moment, and who may know which part of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from workflows.catalog.service import Service
from workflows.connections.model import CONNECTION_PAGE_URL, Connection
from workflows.incidents.model import Incident
from workflows.monitoring.thresholds import Thresholds
from workflows.requests.model import SENSITIVE_LEVELS, ConnectorRequest


@dataclass(frozen=True)
class Viewer:
    """Who wants to know. Nobody in particular is everybody: they hear only what all may hear."""

    id: str | None = None
    is_superuser: bool = False
    """Approvers and superusers."""
    is_public: bool = False
    """The answer will be read by others: whatever rights the person has do not count."""

    @property
    def can_view_everything(self) -> bool:
        """Whether nothing has to be kept from whoever reads the answer."""
        return self.is_superuser and not self.is_public


PUBLIC = Viewer(is_public=True)


@dataclass(frozen=True)
class Environment:
    """A Fivetran group: what people call it, and where its data goes."""

    group_id: str
    name: str
    project: str
    is_production: bool

    @property
    def label(self) -> str:
        """In a sentence."""
        return "production" if self.is_production else "development"


@dataclass(frozen=True)
class Snapshot:
    """Everything there is to tell, as last seen. Times are aware datetimes in UTC."""

    now: datetime
    connections: tuple[Connection, ...]
    requests: tuple[ConnectorRequest, ...]
    """Those that are not over or had a connection, those of the asker, and those whose tickets are named."""
    services: Mapping[str, Service]
    """Those that somebody here has described, by id."""
    environments: Mapping[str, Environment]
    """By group id."""
    polled_at: Mapping[str, datetime]
    """Group id → when its connections were last read."""
    incidents: tuple[Incident, ...] = ()
    """Those that are open, and those that ended lately."""
    dashboard_url: str = "https://fivetran.com/dashboard"
    """Where people open Fivetran; empty for no links."""
    connection_page_url: str = CONNECTION_PAGE_URL
    """Where they open one connection; empty for no links."""
    jira_project: str = "DSRE"
    """Key of the project whose tickets are ours."""
    offered_services: Mapping[str, Service] = field(default_factory=dict)
    """What else Fivetran offers, by id."""
    thresholds: Thresholds = field(default_factory=Thresholds)
    """When data counts as late, among other things."""

    @cached_property
    def requests_by_connection(self) -> dict[str, ConnectorRequest]:
        """Connection id → the request it came from."""
        return {request.connection_id: request for request in self.requests if request.connection_id}

    @cached_property
    def _requests_by_service_and_name(self) -> dict[tuple[str, str], list[ConnectorRequest]]:
        """Service and name → requests that led to a connection called so, as it may be in production now."""
        found: dict[tuple[str, str], list[ConnectorRequest]] = {}
        for one in self.requests:
            if one.connection_id:
                found.setdefault((one.answers.service, one.dataset), []).append(one)
        return found

    def connection_url(self, connection: Connection) -> str:
        """The connection's page in Fivetran; empty where no links are wanted."""
        return self.connection_page_url.replace("{id}", connection.id)

    @property
    def as_of(self) -> datetime:
        """Since when some of this may be old: the oldest look at any group."""
        return min(self.polled_at.values(), default=self.now)

    def service(self, service_id: str) -> Service:
        """A service; one that the catalogue does not have is called by its id."""
        known = self.services.get(service_id) or self.offered_services.get(service_id)
        return known or Service(service_id, service_id)

    def environment(self, connection: Connection) -> Environment:
        """Where a connection is."""
        unknown = Environment(connection.group_id, connection.group_id, "", False)
        return self.environments.get(connection.group_id, unknown)

    def visible_to(self, viewer: Viewer) -> "Snapshot":
        """The part of this that `asker` may know. What they may not know does not exist for them."""
        if viewer.can_view_everything:
            return self
        return replace(
            self,
            connections=tuple(self._visible_connections(self.connections, viewer)),
            requests=tuple(request for request in self.requests if can_view(request, self, viewer)),
            incidents=tuple(one for one in self.incidents if self._can_view_incident(one, viewer)),
        )

    def _can_view_incident(self, incident: Incident, asker: Viewer) -> bool:
        named = (incident.service, incident.name)
        return not incident.is_restricted and self._can_view_named(incident.connection_id, named, asker)

    def filter(self, which: Callable[[Connection], bool]) -> "Snapshot":
        """With no other connections than these."""
        return replace(self, connections=tuple(one for one in self.connections if which(one)))

    def _visible_connections(self, connections: Iterable[Connection], asker: Viewer) -> Iterable[Connection]:
        return (connection for connection in connections if self._can_view_connection(connection, asker))

    def _can_view_connection(self, connection: Connection, asker: Viewer) -> bool:
        return self._can_view_named(connection.id, (connection.service, connection.name), asker)

    def _can_view_named(self, connection_id: str, named: tuple[str, str], asker: Viewer) -> bool:
        """What was not asked for through us is as sensitive as what it was tried out with in development."""
        if request := self.requests_by_connection.get(connection_id):
            return can_view(request, self, asker)
        alike = self._requests_by_service_and_name.get(named, [])
        return not self.service(named[0]).is_sensitive and all(can_view(one, self, asker) for one in alike)


def can_view(request: ConnectorRequest, snapshot: Snapshot, viewer: Viewer) -> bool:
    """Whether `asker` may hear of a request: its own people may, approvers may, others if it is harmless."""
    own = not viewer.is_public and viewer.id in {request.requester, request.answers.business_owner}
    if viewer.can_view_everything or own:
        return True
    service = snapshot.service(request.answers.service)
    return request.answers.sensitivity not in SENSITIVE_LEVELS and not service.is_sensitive
