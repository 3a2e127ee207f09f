"""Ports that poll connections and enqueue durable work."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from workflows.requests.model import ConnectorRequest


class PendingNotification(NamedTuple):
    """An incident or a storm whose messages are out of date, and its version."""

    id: str
    version: int


@dataclass(frozen=True)
class PollResult:
    """The work that a poll leaves to be done."""

    notifications: tuple[PendingNotification, ...]
    """Incidents and storms whose messages are out of date, oldest first."""
    request_ids: tuple[str, ...]
    """Ids of requests whose connection has changed."""


class WorkQueue(Protocol):
    """Durable work to be done soon. Enqueueing the same work twice runs it once."""

    def reconcile(self, request: ConnectorRequest) -> None:
        """Bring card, ticket, and connection in line with this version of the request."""
        ...

    def forget_reasons(self, request_id: str) -> None:
        """Delete the inputs of finished decisions about a request, which can contain a reason."""
        ...

    def notify(self, notification: PendingNotification) -> None:
        """Bring the messages about an incident or a storm in line with it."""
        ...
