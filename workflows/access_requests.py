"""Access requests: open a ticket, notify the requester, and retry what fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from workflows.errors import DeskError, Misconfigured, Refused
from workflows.permissions import check_member
from workflows.ports import Clock, Directory
from workflows.requests.mirrors import Ticket
from workflows.retry import Backoff

log = structlog.get_logger(__name__)

ACCESS_BACKOFF = Backoff()


@dataclass(frozen=True)
class AccessRequest:
    """Who needs access to what, and why."""

    id: str
    requester: str
    """Slack user id."""
    beneficiary: str
    resource: str
    reason: str
    """Empty once the ticket has it."""
    requested_at: datetime
    requester_name: str = ""
    """Empty until the directory has been asked."""
    ticket: Ticket | None = None
    attempts: int = 0
    retry_at: datetime | None = None
    is_notified: bool = False
    is_delay_notified: bool = False
    """Whether the requester knows that an operator has to act before the ticket can be opened."""
    is_approved: bool = False
    """Whether the owner of the data, or an approver, has said yes in Slack."""
    approver_name: str = ""
    """Who said yes; empty if the requester can't know."""
    is_from_question: bool = False
    """Whether the requester asked with a button, rather than with the form."""


class AccessRequests(Protocol):
    """Storage of access requests."""

    def save(self, request: AccessRequest) -> None:
        """Save a new request; do nothing if its id is already saved."""
        ...

    def get(self, request_id: str) -> AccessRequest:
        """Return a request; raise `Refused` if the id is unknown."""
        ...

    def update(self, request_id: str, **changes: object) -> AccessRequest:
        """Change fields of a request and return it."""
        ...

    def out_of_sync(self, now: datetime) -> Sequence[str]:
        """Return the ids of unfinished requests whose next attempt is due."""
        ...


class AccessTickets(Protocol):
    """The ticket system."""

    def open_access_ticket(self, request: AccessRequest) -> Ticket:
        """Return the request's ticket; open it if it doesn't exist."""
        ...


class AccessMessages(Protocol):
    """Direct messages to the requester. Each is sent once per request."""

    def notify_ticket(self, request: AccessRequest) -> None:
        """Notify the requester that their ticket is open."""
        ...

    def notify_refusal(self, request: AccessRequest, reason: str) -> None:
        """Explain to the requester why no ticket was opened."""
        ...

    def notify_delay(self, request: AccessRequest) -> None:
        """Notify the requester that the ticket is delayed and that the bot keeps retrying."""
        ...


class AccessQueue(Protocol):
    """Durable follow-up work."""

    def open_access_ticket(self, request_id: str) -> None:
        """Enqueue `open_access_ticket` for the request."""
        ...


@dataclass(frozen=True)
class AccessPorts:
    """All ports of access requests."""

    clock: Clock
    directory: Directory
    requests: AccessRequests
    tickets: AccessTickets
    messages: AccessMessages
    queue: AccessQueue


def open_access_ticket(request_id: str, ports: AccessPorts) -> None:
    """Open the ticket and notify the requester; the sweep retries what fails.

    The reason is then only in the ticket, where the requester can edit it. Slack never shows it.
    """
    request = ports.requests.get(request_id)
    if request.is_notified:
        return
    try:
        _open_ticket(request, ports)
        ports.requests.update(request_id, is_notified=True, reason="")
    except DeskError as error:
        _reschedule(request_id, error, ports)


def _open_ticket(request: AccessRequest, ports: AccessPorts) -> None:
    person = ports.directory.look_up(request.requester)
    try:
        check_member(person, ports.directory.home())
    except Refused as refusal:
        ports.messages.notify_refusal(request, refusal.message)
        return
    request = ports.requests.update(request.id, requester_name=person.name)
    if request.ticket is None:
        request = ports.requests.update(request.id, ticket=ports.tickets.open_access_ticket(request))
    ports.messages.notify_ticket(request)


def _reschedule(request_id: str, error: DeskError, ports: AccessPorts) -> None:
    request = ports.requests.get(request_id)
    retry_at = ports.clock.now() + ACCESS_BACKOFF.delay(error, request.attempts)
    request = ports.requests.update(request_id, attempts=request.attempts + 1, retry_at=retry_at)
    log.warning("access ticket delayed", request=request_id, reason=error.message, until=retry_at.isoformat())
    if isinstance(error, (Refused, Misconfigured)) and not (request.ticket or request.is_delay_notified):
        _notify_delay(request, ports)


def _notify_delay(request: AccessRequest, ports: AccessPorts) -> None:
    """Notify the requester once; if Slack fails too, the next failure tries again."""
    try:
        ports.messages.notify_delay(request)
    except DeskError:
        return
    ports.requests.update(request.id, is_delay_notified=True)


def open_lagging_access_tickets(ports: AccessPorts) -> None:
    """Enqueue every unfinished access request whose next attempt is due."""
    for request_id in ports.requests.out_of_sync(ports.clock.now()):
        ports.queue.open_access_ticket(request_id)
