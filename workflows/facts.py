"""What is known at this moment, and who may know which part of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from workflows.catalogue import Service
from workflows.connection import Change, Connection
from workflows.request import ConnectorRequest, Sensitivity

STRICT = frozenset({Sensitivity.CONFIDENTIAL, Sensitivity.PERSONAL, Sensitivity.NOT_SURE})
"""What not everybody may hear of."""


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
class Breakage:
    """Connections of one group that changed their health together, and when that was found."""

    at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Facts:
    """Everything there is to tell, as last seen. Times are aware datetimes in UTC."""

    now: datetime
    connections: tuple[Connection, ...]
    requests: tuple[ConnectorRequest, ...]
    """Those that are not over, and those of the person who asks."""
    services: Mapping[str, Service]
    environments: Mapping[str, Environment]
    """By group id."""
    looked_at: Mapping[str, datetime]
    """Group id → when its connections were last read."""
    breakages: tuple[Breakage, ...] = ()

    @cached_property
    def request_of(self) -> dict[str, ConnectorRequest]:
        """Connection id → the request it came from."""
        return {request.connection_id: request for request in self.requests if request.connection_id}

    @property
    def as_of(self) -> datetime:
        """Since when some of this may be old: the oldest look at any group."""
        return min(self.looked_at.values(), default=self.now)

    def service(self, service_id: str) -> Service:
        """A service; one that the catalogue does not have is called by its id."""
        return self.services.get(service_id) or Service(service_id, service_id)

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
            breakages=tuple(
                Breakage(some.at, tuple(c for c in some.changes if self._may(c.connection, asker)))
                for some in self.breakages
            ),
        )

    def only(self, which: Callable[[Connection], bool]) -> "Facts":
        """With no other connections than these."""
        return replace(self, connections=tuple(one for one in self.connections if which(one)))

    def _allowed(self, connections: Iterable[Connection], asker: Asker) -> Iterable[Connection]:
        return (connection for connection in connections if self._may(connection, asker))

    def _may(self, connection: Connection, asker: Asker) -> bool:
        request = self.request_of.get(connection.id)
        if request:
            return may_know(request, self, asker)
        return not self.service(connection.service).sensitive


def may_know(request: ConnectorRequest, facts: Facts, asker: Asker) -> bool:
    """Whether `asker` may hear of a request: its own people may, approvers may, others if it is harmless."""
    own = not asker.in_public and asker.id in {request.requester, request.answers.business_owner}
    if asker.sees_everything or own:
        return True
    service = facts.service(request.answers.service)
    return request.answers.sensitivity not in STRICT and not service.sensitive
