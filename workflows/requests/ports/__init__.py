"""The ports of connector requests, implemented in `bot`.

Every method can raise `Refused` or `Unavailable` (`workflows.errors`). Every method can be called twice with
the same arguments: the second call finds what the first one made.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from workflows.audit.entries import NO_TRAIL, AuditTrail
from workflows.ports import Clock, Directory, Messenger
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports.fivetran import Connections, ServiceCatalog
from workflows.requests.ports.jira import TicketDecision, TicketNotFound, TicketReading, Tickets
from workflows.requests.ports.queue import PendingNotification, PollResult, WorkQueue
from workflows.requests.ports.slack import CustomStepAnswers, JourneyMessages, RequestCards
from workflows.requests.ports.storage import Attempts, Requests

__all__ = [
    "Attempts",
    "Connections",
    "CustomStepAnswers",
    "JourneyMessages",
    "PendingNotification",
    "PollResult",
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
    poll: Callable[[str], PollResult]
    """Polls every connection of a group. One transaction saves states, syncs, incidents, and what to reconcile."""
    queue: WorkQueue
    messenger: Messenger
    attempts: Attempts
    journeys: JourneyMessages
    custom_steps: CustomStepAnswers
    audit: AuditTrail = NO_TRAIL
    show_if_slow: Callable[[Callable[[], None]], AbstractContextManager[None]] = lambda _show: nullcontext()
    """Runs a function beside the block if the block takes long."""
    redact_previews: Callable[[ConnectorRequest], None] = lambda _request: None
    """Redacts the previews below links to a request. Raises `Unavailable`."""
