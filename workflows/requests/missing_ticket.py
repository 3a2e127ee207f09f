"""A ticket that Jira no longer shows. The request goes on: approvers decide in Slack."""

from workflows.requests.mirrors import Ticket
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts


def note_missing_ticket(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Record that Jira doesn't show the ticket, once. Requester and approvers are then notified in the thread."""
    if request.ticket_missing_since:
        return request
    return ports.requests.update(request, ticket_missing_since=ports.clock.now())


def note_found_ticket(request: ConnectorRequest, ticket: Ticket, ports: RequestPorts) -> ConnectorRequest:
    """Record that the bot can read the ticket, perhaps again, and its key: a move to another project changes it."""
    if request.ticket == ticket and request.ticket_missing_since is None:
        return request
    return ports.requests.update(request, ticket=ticket, ticket_missing_since=None)
