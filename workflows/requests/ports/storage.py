"""The port to the database of requests."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Event


def ticket_entry(request: ConnectorRequest) -> str:
    """Return the ledger's key for the creation of the request's ticket."""
    return f"ticket:{request.id}"


def connection_entry(request: ConnectorRequest) -> str:
    """Return the ledger's key for the creation of the request's connection."""
    return f"connection for request {request.id}"


def connect_card_entry(request: ConnectorRequest) -> str:
    """Return the ledger's key for the message with the request's newest Connect Card."""
    return f"{connect_card_entries(request)}{request.connect_card_requested_at or 'first'}"


def connect_card_entries(request: ConnectorRequest) -> str:
    """Return how the keys of all messages with Connect Cards of the request start."""
    return f"handover:{request.id}:"


def journey_entry(request: ConnectorRequest, turn: str) -> str:
    """Return the ledger's key for the journey message of a turn. A requester who comes back gets another one."""
    return f"journey:{request.id}:{len(request.handovers)}:{turn}"


class Attempts(Protocol):
    """The entries of the ledger."""

    def tried_at(self, key: str) -> datetime | None:
        """Return when `key` was first tried; None if it wasn't, or is known to have created nothing."""
        ...

    def discard(self, key: str) -> None:
        """Forget an attempt that has nothing left in the other system."""
        ...


class Requests(Protocol):
    """Storage of connector requests. Every change raises the version.

    A change begins with the request that the caller knows. If the row has changed since, it's read again.
    """

    def get(self, request_id: str) -> ConnectorRequest:
        """Return the current request; raise `Refused` if it doesn't exist."""
        ...

    def transition(
        self, request: ConnectorRequest, event: Event, *, revision: int | None = None, **changes: object
    ) -> ConnectorRequest:
        """Apply `event` by compare-and-swap, together with other `changes`.

        Raises:
            IllegalTransition: The status doesn't allow the event, or `revision` is out of date.
        """
        ...

    def find(self, reference: str) -> ConnectorRequest:
        """Find a request by id, ticket key, or dataset; raise `Refused` if there is none."""
        ...

    def find_by_connection(self, connection_id: str) -> ConnectorRequest | None:
        """Return the request that the connection belongs to."""
        ...

    def update(self, request: ConnectorRequest, **changes: object) -> ConnectorRequest:
        """Change fields other than the status."""
        ...

    def apply(
        self, request: ConnectorRequest, change: Callable[[ConnectorRequest], ConnectorRequest]
    ) -> ConnectorRequest:
        """Apply `change` by compare-and-swap, again if the request changed meanwhile.

        Only the last approval that is needed changes the status this way. Raises what `change` raises.
        """
        ...

    def find_by_ticket(self, ticket_id: str) -> ConnectorRequest | None:
        """Return the request that the ticket belongs to."""
        ...

    def awaiting_decision(self) -> Sequence[ConnectorRequest]:
        """Return the requests that await approval and have a ticket, however old they are."""
        ...

    def mark_in_sync(self, request: ConnectorRequest) -> None:
        """Record that card, ticket, and connection agree with this version."""
        ...

    def erase_earlier_versions(self) -> None:
        """Erase what the files of the database keep of earlier versions of rows, as far as the database lets us."""
        ...

    def out_of_sync(self) -> Sequence[ConnectorRequest]:
        """Return the requests that are out of sync and whose next attempt is due."""
        ...

    def open_requests(self) -> Sequence[ConnectorRequest]:
        """Return every request that isn't closed."""
        ...

    def unmarked_requests(self, services: Collection[str]) -> Sequence[ConnectorRequest]:
        """Return every request for these services, also closed ones, that doesn't say that its service is sensitive."""
        ...

    def usual_history_sync(self, service: str) -> timedelta | None:
        """Return how long the newest historical syncs of a service took in the middle; None without any."""
        ...

    def needing_sign_in(self, requester: str) -> Sequence[ConnectorRequest]:
        """Return the broken requests of a person who has to sign in again."""
        ...

    def undecided_since(self, before: datetime) -> Sequence[ConnectorRequest]:
        """Return the requests that await approval and were submitted before `before`."""
        ...
