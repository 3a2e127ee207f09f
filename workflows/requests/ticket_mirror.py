"""Open the ticket, and bring it in line with a request."""

from contextlib import suppress

from workflows.errors import IllegalTransition, Misconfigured
from workflows.requests.admission import is_admitted
from workflows.requests.mirror_marks import due_erasure, mark_mirrored, unmirrored_events
from workflows.requests.mirrors import Ticket, TicketRevision
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import Event, Status
from workflows.requests.timeline import TimelineEvent, told_events


def open_ticket(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Open the ticket. A decision doesn't wait for it: the ticket of a request that is decided already follows."""
    has_names = is_admitted(request) and request.answers.business_owner in request.names
    is_over = request.is_closed and request.status is not Status.DECLINED
    if request.ticket or is_over or not has_names:
        return request
    ticket = ports.tickets.open_for(request)
    with suppress(IllegalTransition):  # decided before, or meanwhile
        return ports.requests.transition(request, Event.TICKET_OPENED, ticket=ticket)
    return ports.requests.update(request, ticket=ticket)


def update_ticket(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Update the ticket after an edit. Only later moves in Jira can approve this revision."""
    described = request.ticket_revision.revision if request.ticket_revision else 1
    if not request.ticket or request.revision == described:
        return request
    change_id = ports.tickets.describe(request.ticket, request)
    return ports.requests.update(request, ticket_revision=TicketRevision(request.revision, change_id))


def link_card(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Link the card from the ticket."""
    if request.permalink or not request.ticket or not request.card:
        return request
    permalink = ports.cards.permalink(request.card)
    ports.tickets.link_card(request.ticket, request.evolve(permalink=permalink))
    return ports.requests.update(request, permalink=permalink)


def comment_on_ticket(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Comment every event on the ticket, and move the ticket along.

    Raises:
        Misconfigured: The ticket can't be moved. A later move that succeeds makes up for it.
    """
    if request.ticket is None:
        return request
    mirrored: set[str] = set()
    stuck: dict[str, str] = {}
    try:
        for mark, event in unmirrored_events(request, "ticket"):
            ports.tickets.comment(request.ticket, event.key, event.text)
            if problem := _move_ticket(request.ticket, event, ports):
                stuck[mark] = problem
                continue
            mirrored |= {mark, *(stuck if event.moves_ticket else ())}
            stuck = {} if event.moves_ticket else stuck
    finally:
        request = mark_mirrored(request, mirrored, ports)
    if stuck:
        raise Misconfigured(list(stuck.values())[-1])
    return request


def _move_ticket(ticket: Ticket, event: TimelineEvent, ports: RequestPorts) -> str | None:
    """Move the ticket to where the event leads, if anywhere. Return why that isn't possible."""
    if event.ticket_status:
        return ports.tickets.move(ticket, event.ticket_status)
    return ports.tickets.move_back(ticket, event.return_to) if event.return_to else None


def rewrite_comments(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Edit the bot's comments on the ticket after each removal of a text.

    A comment that was interrupted is found again with its earlier text, so this comes after them.
    """
    mark = due_erasure(request, "comments")
    if request.ticket is None or not mark:
        return request
    for event in told_events(request, "ticket"):
        ports.tickets.rewrite_comment(request.ticket, event.key, event.text)
    return mark_mirrored(request, {mark}, ports)
