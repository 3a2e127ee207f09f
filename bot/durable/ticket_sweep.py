"""The sweep over tickets: each is read by itself, so one that can't be read doesn't hold up the others."""

from functools import partial

from bot.foreign.items import ForeignItems
from workflows.requests.jira_decisions import apply_ticket_decision, tickets_to_read
from workflows.requests.ports import RequestPorts


def apply_ticket_decisions(ports: RequestPorts, foreign: ForeignItems) -> None:
    """Apply the decisions made in Jira, however long ago: webhooks can get lost or not be set up.

    Reads every ticket whose request waits for a decision. `foreign` knows which can't be read.
    """
    waiting = [request.ticket for request in ports.requests.awaiting_decision() if request.ticket]
    keys = {ticket.id: ticket.key for ticket in waiting}
    names = {ticket_id: keys.get(ticket_id, ticket_id) for ticket_id in tickets_to_read(ports)}
    foreign.handle_each("ticket", names, partial(apply_ticket_decision, ports=ports))
