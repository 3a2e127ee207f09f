"""What is known at this moment, and who may know which part of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from workflows.catalog.service import Service
from workflows.connections.model import PAGE, Connection
from workflows.incidents.model import Incident
from workflows.monitoring.thresholds import Rules
from workflows.requests.model import STRICT, ConnectorRequest


@dataclass(frozen=True)
class Asker:
    """Who wants to know. Nobody in particular is everybody: they hear only what all may hear."""

    id: str | None = None
    sees_all: bool = False
    """Approvers and superusers."""
    in_public: bool = False
    """The answer will be read by others: whatever rights the person has do not count."""

    @property
    def sees_everything(self) -> bool:
        """Whether nothing has to be kept from whoever reads the answer."""
        return self.sees_all and not self.in_public


EVERYBODY = Asker(in_public=True)


@dataclass(frozen=True)
class Environment:
    """A Fivetran group: what people call it, and where its data goes."""

    group_id: str
    name: str
    project: str
    is_production: bool

    @property
    def word(self) -> str:
        """In a sentence."""
        return "production" if self.is_production else "development"


@dataclass(frozen=True)
class Facts:
    """Everything there is to tell, as last seen. Times are aware datetimes in UTC."""

    now: datetime
    connections: tuple[Connection, ...]
    requests: tuple[ConnectorRequest, ...]
    """Those that are not over or had a connection, those of the asker, and those whose tickets are named."""
    services: Mapping[str, Service]
    """Those that somebody here has described, by id."""
    environments: Mapping[str, Environment]
    """By group id."""
    looked_at: Mapping[str, datetime]
    """Group id → when its connections were last read."""
    incidents: tuple[Incident, ...] = ()
    """Those that are open, and those that ended lately."""
    dashboard: str = "https://fivetran.com/dashboard"
    """Where people open Fivetran; empty for no links."""
    connection_page: str = PAGE
    """Where they open one connection; empty for no links."""
    tickets_in: str = "DSRE"
    """Key of the project whose tickets are ours."""
    offered: Mapping[str, Service] = field(default_factory=dict)
    """What else Fivetran offers, by id."""
    rules: Rules = field(default_factory=Rules)
    """When data counts as late, among other things."""

    @cached_property
    def request_of(self) -> dict[str, ConnectorRequest]:
        """Connection id → the request it came from."""
        return {request.connection_id: request for request in self.requests if request.connection_id}

    @cached_property
    def _forerunners(self) -> dict[tuple[str, str], list[ConnectorRequest]]:
        """Service and name → requests that led to a connection called so, as it may be in production now."""
        found: dict[tuple[str, str], list[ConnectorRequest]] = {}
        for one in self.requests:
            if one.connection_id:
                found.setdefault((one.answers.service, one.dataset), []).append(one)
        return found

    def page(self, connection: Connection) -> str:
        """The connection's page in Fivetran; empty where no links are wanted."""
        return self.connection_page.replace("{id}", connection.id)

    @property
    def as_of(self) -> datetime:
        """Since when some of this may be old: the oldest look at any group."""
        return min(self.looked_at.values(), default=self.now)

    def service(self, service_id: str) -> Service:
        """A service; one that the catalogue does not have is called by its id."""
        known = self.services.get(service_id) or self.offered.get(service_id)
        return known or Service(service_id, service_id)

    def environment(self, connection: Connection) -> Environment:
        """Where a connection is."""
        unknown = Environment(connection.group_id, connection.group_id, "", False)
        return self.environments.get(connection.group_id, unknown)

    def seen_by(self, asker: Asker) -> "Facts":
        """The part of this that `asker` may know. What they may not know does not exist for them."""
        if asker.sees_everything:
            return self
        return replace(
            self,
            connections=tuple(self._allowed(self.connections, asker)),
            requests=tuple(request for request in self.requests if may_know(request, self, asker)),
            incidents=tuple(one for one in self.incidents if self._may_hear(one, asker)),
        )

    def _may_hear(self, incident: Incident, asker: Asker) -> bool:
        named = (incident.service, incident.name)
        return not incident.is_sensitive and self._may_of(incident.connection_id, named, asker)

    def only(self, which: Callable[[Connection], bool]) -> "Facts":
        """With no other connections than these."""
        return replace(self, connections=tuple(one for one in self.connections if which(one)))

    def _allowed(self, connections: Iterable[Connection], asker: Asker) -> Iterable[Connection]:
        return (connection for connection in connections if self._may(connection, asker))

    def _may(self, connection: Connection, asker: Asker) -> bool:
        return self._may_of(connection.id, (connection.service, connection.name), asker)

    def _may_of(self, connection_id: str, named: tuple[str, str], asker: Asker) -> bool:
        """What was not asked for through us is as sensitive as what it was tried out with in development."""
        if request := self.request_of.get(connection_id):
            return may_know(request, self, asker)
        alike = self._forerunners.get(named, [])
        return not self.service(named[0]).sensitive and all(may_know(one, self, asker) for one in alike)


def may_know(request: ConnectorRequest, facts: Facts, asker: Asker) -> bool:
    """Whether `asker` may hear of a request: its own people may, approvers may, others if it is harmless."""
    own = not asker.in_public and asker.id in {request.requester, request.answers.business_owner}
    if asker.sees_everything or own:
        return True
    service = facts.service(request.answers.service)
    return request.answers.sensitivity not in STRICT and not service.sensitive
