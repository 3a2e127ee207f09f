"""The ports of connector requests, implemented in `bot`.

Every method can raise `Refused` or `Unavailable` (`workflows.errors`). Every method can be called twice with
the same arguments: the second call finds what the first one made.
"""

from dataclasses import dataclass

from workflows.ports import Clock, Directory, Messenger
from workflows.requests.ports.fivetran import Connections, ServiceCatalog
from workflows.requests.ports.jira import TicketDecision, TicketNotFound, TicketReading, Tickets
from workflows.requests.ports.queue import PendingNotification, Poller, PollResult, WorkQueue
from workflows.requests.ports.slack import RequestCards
from workflows.requests.ports.storage import Attempts, Requests

__all__ = [
    "Attempts",
    "Connections",
    "PendingNotification",
    "PollResult",
    "Poller",
    "RequestCards",
    "RequestPorts",
    "Requests",
    "ServiceCatalog",
    "TicketDecision",
    "TicketNotFound",
    "TicketReading",
    "Tickets",
    "WorkQueue",
]


@dataclass(frozen=True)
class RequestPorts:
    """All ports of connector requests."""

    clock: Clock
    requests: Requests
    tickets: Tickets
    connections: Connections
    catalog: ServiceCatalog
    cards: RequestCards
    directory: Directory
    poller: Poller
    queue: WorkQueue
    messenger: Messenger
    attempts: Attempts
