"""Somebody asks for access: a ticket is opened, and they are told; what fails is put off and tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from workflows.errors import DeskError, Misconfigured, Refused, Unavailable
from workflows.permissions import check_member
from workflows.ports import Clock, Directory
from workflows.requests.model import Ticket

ACCESS_RETRY_DELAYS = (5, 30, 120, 600)
"""Seconds until the next attempt; the last one from then on."""
ACCESS_REFUSED_DELAY = timedelta(hours=1)


@dataclass(frozen=True)
class AccessRequest:
    """Who needs access to what, and why."""

    id: str
    requester: str
    """Slack user id."""
    beneficiary: str
    resource: str
    reason: str
    requested_at: datetime
    requester_name: str = ""
    """Of who asked, once it is known."""
    ticket: Ticket | None = None
    attempts: int = 0
    retry_at: datetime | None = None
    is_notified: bool = False
    is_delay_notified: bool = False
    """They have heard that it takes longer, as somebody has to mend something first."""


class AccessRequests(Protocol):
    """What was asked for."""

    def save(self, request: AccessRequest) -> None:
        """Write it down, once for each id."""
        ...

    def get(self, request_id: str) -> AccessRequest:
        """One of them; `Refused` when it is not known."""
        ...

    def update(self, request_id: str, **facts: object) -> AccessRequest:
        """Write down what came of it."""
        ...

    def out_of_sync(self, now: datetime) -> Sequence[str]:
        """Ids of those that are not done and due."""
        ...


class AccessTickets(Protocol):
    """The ticket system."""

    def open_access_ticket(self, request: AccessRequest) -> Ticket:
        """The ticket for this, opened if there is none."""
        ...


class AccessMessages(Protocol):
    """Private messages."""

    def notify_ticket(self, request: AccessRequest) -> None:
        """Tell who asked that their ticket is open, once."""
        ...

    def notify_refusal(self, request: AccessRequest, reason: str) -> None:
        """Tell who asked why there is no ticket, once."""
        ...

    def notify_delay(self, request: AccessRequest) -> None:
        """Tell who asked that the ticket takes longer and that we go on trying, once."""
        ...


class AccessQueue(Protocol):
    """What has to happen next."""

    def open_access_ticket(self, request_id: str) -> None:
        """Open the ticket."""
        ...

    def log_delay(self, request_id: str, reason: str, until: datetime) -> None:
        """It could not be done: whoever runs the bot reads in the log why, and when it is tried again."""
        ...


@dataclass(frozen=True)
class AccessPorts:
    """All ports that this needs."""

    clock: Clock
    directory: Directory
    requests: AccessRequests
    tickets: AccessTickets
    messages: AccessMessages
    queue: AccessQueue


def open_access_ticket(request_id: str, ports: AccessPorts) -> None:
    """Open the ticket and tell; whatever cannot be done now is tried again by the sweep."""
    ask = ports.requests.get(request_id)
    if ask.is_notified:
        return
    try:
        _open_ticket(ask, ports)
        ports.requests.update(request_id, is_notified=True)
    except DeskError as failure:
        _reschedule(ask, failure, ports)


def _reschedule(request: AccessRequest, failure: DeskError, ports: AccessPorts) -> None:
    again = ports.clock.now() + _delay(failure, request.attempts)
    request = ports.requests.update(request.id, attempts=request.attempts + 1, retry_at=again)
    ports.queue.log_delay(request.id, failure.message, again)
    if isinstance(failure, (Refused, Misconfigured)) and not (request.ticket or request.is_delay_notified):
        _notify_delay(request, ports)


def _notify_delay(request: AccessRequest, ports: AccessPorts) -> None:
    """Whoever waits for an operator hears so, once; where that cannot be said, the next failure says it."""
    try:
        ports.messages.notify_delay(request)
    except DeskError:
        return
    ports.requests.update(request.id, is_delay_notified=True)


def _open_ticket(request: AccessRequest, ports: AccessPorts) -> None:
    person = ports.directory.look_up(request.requester)
    try:
        check_member(person, ports.directory.team_id())
    except Refused as refusal:
        ports.messages.notify_refusal(request, refusal.message)
        return
    request = ports.requests.update(request.id, requester_name=person.name)
    if request.ticket is None:
        request = ports.requests.update(request.id, ticket=ports.tickets.open_access_ticket(request))
    ports.messages.notify_ticket(request)


def open_lagging_access_tickets(ports: AccessPorts) -> None:
    """Start again whatever is not done."""
    for ask_id in ports.requests.out_of_sync(ports.clock.now()):
        ports.queue.open_access_ticket(ask_id)


def _delay(failure: DeskError, attempts: int) -> timedelta:
    if not isinstance(failure, Unavailable):
        return ACCESS_REFUSED_DELAY
    asked_for = timedelta(seconds=failure.retry_after or 0)
    return max(asked_for, timedelta(seconds=ACCESS_RETRY_DELAYS[min(attempts, len(ACCESS_RETRY_DELAYS) - 1)]))
