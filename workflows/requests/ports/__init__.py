"""What the workflows need from the world, in their own words. `bot` fulfils these.

Every method may raise `Refused` or `Unavailable` (`workflows.errors`) and nothing else on purpose.
Every method can be called twice with the same arguments: the second call finds what the first one made.
"""

from dataclasses import dataclass

from workflows.ports import Clock, Directory
from workflows.requests.ports.fivetran import Connections, ServiceCatalog
from workflows.requests.ports.jira import TicketDecision, Tickets
from workflows.requests.ports.queue import PendingNotification, Poller, PollResult, WorkQueue
from workflows.requests.ports.slack import RequestCards
from workflows.requests.ports.storage import Requests

__all__ = [
    "Connections",
    "PendingNotification",
    "PollResult",
    "Poller",
    "RequestCards",
    "RequestPorts",
    "Requests",
    "ServiceCatalog",
    "TicketDecision",
    "Tickets",
    "WorkQueue",
]


@dataclass(frozen=True)
class RequestPorts:
    """All ports together, as a workflow gets them."""

    clock: Clock
    requests: Requests
    tickets: Tickets
    connections: Connections
    catalog: ServiceCatalog
    cards: RequestCards
    directory: Directory
    poller: Poller
    queue: WorkQueue
