"""Storage of connector requests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Event


class Requests(Protocol):
    """The requests we know. Every change raises the version."""

    def get(self, request_id: str) -> ConnectorRequest:
        """The request as it is now; `Refused` when there is none."""
        ...

    def transition(
        self, request_id: str, event: Event, *, revision: int | None = None, **facts: object
    ) -> ConnectorRequest:
        """Let `event` happen: the status changes only if it may (compare-and-swap), together with `facts`.

        Raises `IllegalMove` when the request is, by now, in a status in which this cannot happen, or when its
        answers are no longer those of `revision`.
        """
        ...

    def find(self, reference: str) -> ConnectorRequest:
        """A request by its id, its ticket's key or its dataset; `Refused` when there is none."""
        ...

    def find_by_connection(self, connection_id: str) -> ConnectorRequest | None:
        """The request that this connection was made for."""
        ...

    def update(self, request_id: str, **facts: object) -> ConnectorRequest:
        """Write down facts that do not touch the status."""
        ...

    def find_by_ticket(self, ticket_id: str) -> ConnectorRequest | None:
        """The request that this ticket was opened for."""
        ...

    def mark_in_sync(self, request: ConnectorRequest) -> None:
        """All mirrors agree with this version."""
        ...

    def out_of_sync(self) -> Sequence[ConnectorRequest]:
        """Requests whose mirrors do not agree with them and whose next attempt is due."""
        ...

    def undecided_since(self, before: datetime) -> Sequence[ConnectorRequest]:
        """Requests that wait for a decision and were submitted before `before`."""
        ...
