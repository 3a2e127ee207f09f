"""What ownership needs from outside."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from workflows.audit.entries import NO_TRAIL, AuditTrail
from workflows.connections.model import Connection
from workflows.ownership.model import OwnerChange, Ownership
from workflows.permissions import Actor
from workflows.ports import Clock, Directory, Messenger, Person
from workflows.requests.ports import Requests


class Owners(Protocol):
    """Storage of owners. Every change is a line of the history."""

    def get(self, connection_id: str) -> Ownership:
        """Return the ownership; without one, that of version 0."""
        ...

    def change(self, before: Ownership, after: Ownership, change: OwnerChange, by: str) -> bool:
        """Replace `before` by `after`; return False if it isn't the current one any more."""
        ...

    def all(self) -> Iterator[Ownership]:
        """Yield every stored ownership, by connection id."""
        ...

    def owned_by(self, owner: str) -> Sequence[Ownership]:
        """Return what a person or group owns."""
        ...

    def owners(self) -> Collection[str]:
        """Return the ids of all owners."""
        ...


class VisibleConnections(Protocol):
    """The connections that a person has access to."""

    def find(self, connection_id: str, actor: Actor) -> Connection:
        """Return a connection; raise `Refused` if it doesn't exist, or the actor has no access to it."""
        ...


class Groups(Protocol):
    """Slack user groups."""

    def members_of(self, group: str) -> frozenset[str]:
        """Return the members' user ids; raise `Refused` if Slack doesn't know it."""
        ...

    def handles(self) -> Mapping[str, str]:
        """Return id → handle of all groups in use."""
        ...

    def name_of(self, group: str) -> str:
        """Return the handle, such as `@data-eng`; raise `Refused` if Slack doesn't know it."""
        ...


class OwnerMessages(Protocol):
    """Messages about owners. Each is posted once for its version of the ownership."""

    def offer(self, connection: Connection, ownership: Ownership) -> None:
        """Send the person who decides on the offer a direct message with its buttons."""
        ...

    def notify(self, ownership: Ownership, user_id: str, text: str) -> None:
        """Send a person a direct message."""
        ...

    def report_departure(self, name: str, released: Sequence[Ownership]) -> None:
        """Post in the channel that an owner left, and how many connections have no owner now."""
        ...

    def announce(self, ownership: Ownership, text: str) -> None:
        """Post a line in the threads of the connection's open incidents."""
        ...


class ConnectedBy(Protocol):
    """Who connected what."""

    def connected_by(self, connection_id: str) -> Person | None:
        """Return the member who connected it; None if Fivetran names no one, or if they aren't a member."""
        ...


@dataclass(frozen=True)
class OwnerPorts:
    """All ports of ownership."""

    clock: Clock
    directory: Directory
    requests: Requests
    owners: Owners
    connections: VisibleConnections
    groups: Groups
    messages: OwnerMessages
    messenger: Messenger
    redraw_lists: Callable[[], None]
    """Draws the weekly lists again that show another owner. What fails is drawn later."""
    proposals: ConnectedBy
    audit: AuditTrail = NO_TRAIL
