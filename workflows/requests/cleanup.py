"""Adopt, delete, or report what was created for a request that ended before the answer to its creation came.

An entry of the ledger without a ticket or a connection in the request is an attempt without a known outcome.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog

from workflows.connections.model import Connection
from workflows.errors import Refused, Unavailable
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.ports.storage import connect_card_entry, connection_entry, ticket_entry
from workflows.requests.state_machine import Status

log = structlog.get_logger(__name__)

LOST_CREATION_SEARCH = timedelta(minutes=15)
"""How long after the end of a request a lost creation is looked up. Searches of vendors lag by minutes."""
VENDOR_CLOCK_SKEW = timedelta(minutes=2)
"""How far the vendor's clock can differ when a connection's age is compared with an attempt."""


def adopt_lost_ticket(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Link the ticket of an ended request if its creation succeeded without an answer."""
    entry = ticket_entry(request)
    tried = _unresolved_since(request, entry, ports)
    if tried is None or request.ticket:
        return request
    if ticket := ports.tickets.find_opened(request):
        return ports.requests.update(request, ticket=ticket)
    if ports.clock.now() < _search_end(request, tried):
        raise Unavailable("Jira didn't confirm the ticket. I'm checking whether it was opened.")
    ports.attempts.discard(entry)
    return request


def delete_lost_connection(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Delete the connection of an ended request if its creation succeeded without an answer.

    One that is in use is kept, and reported to the approvers.
    """
    entry = connection_entry(request)
    tried = _unresolved_since(request, entry, ports)
    if tried is None or request.connection_id:
        return request
    found = list(_lost_connections(request, tried, ports))
    for connection in found:
        if _is_unused(connection):
            ports.connections.delete(connection.id)
        else:
            log.warning("the connection of an ended request is in use, so it's kept", connection=connection.id)
            request = ports.requests.update(request, leftover_connection_id=connection.id)
    if not found and ports.clock.now() < _search_end(request, tried):
        raise Unavailable("Fivetran didn't confirm the connection. I'm checking whether it was created.")
    ports.attempts.discard(entry)
    return request


def remove_lost_connect_card(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Delete the Connect Card of an ended request if Slack posted it without an answer: its link lets anyone in.

    It's posted again if the connection returns.
    """
    entry, sent, wanted = connect_card_entry(request), request.connect_card_sent_at, request.connect_card_requested_at
    is_confirmed = sent is not None and (wanted is None or wanted <= sent)
    if not request.is_closed or is_confirmed or ports.attempts.tried_at(entry) is None:
        return request
    ports.cards.remove_connect_card(request)
    ports.attempts.discard(entry)
    return request


def _unresolved_since(request: ConnectorRequest, entry: str, ports: RequestPorts) -> datetime | None:
    """Return when something was first tried for an ended request; None if nothing was, or its outcome is known."""
    has_ended = request.is_closed and request.status is not Status.RETIRED
    return ports.attempts.tried_at(entry) if has_ended else None


def _search_end(request: ConnectorRequest, tried: datetime) -> datetime:
    ended_at = request.decision.decided_at if request.decision else tried
    return max(ended_at, tried) + LOST_CREATION_SEARCH


def _lost_connections(request: ConnectorRequest, tried: datetime, ports: RequestPorts) -> Iterator[Connection]:
    """Yield the connection that the attempt created: of this service, name, and time, and of no other request.

    One without a time can be it.
    """
    begin, end = tried - VENDOR_CLOCK_SKEW, _search_end(request, tried)
    for connection in ports.connections.find_by_name(request.dataset):
        is_ours = connection.service == request.answers.service and not ports.requests.find_by_connection(connection.id)
        if is_ours and (connection.created_at is None or begin <= connection.created_at <= end):
            _check_successor(request, ports)
            yield connection


def _is_unused(connection: Connection) -> bool:
    """Whether the connection is certainly ours, and has neither credentials nor syncs."""
    return connection.created_at is not None and connection.paused and connection.setup_state == "incomplete"


def _check_successor(request: ConnectorRequest, ports: RequestPorts) -> None:
    """Raise `Unavailable` while a newer request of this name waits for its own connection, which this can be."""
    try:
        newest = ports.requests.find(request.dataset)
    except Refused:
        return
    is_waiting = newest.id != request.id and not newest.is_closed and not newest.connection_id
    if is_waiting and ports.attempts.tried_at(connection_entry(newest)):
        raise Unavailable("A newer request has the same name. I'm waiting until it has its connection.")
