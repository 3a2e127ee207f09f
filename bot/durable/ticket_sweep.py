"""The sweep over tickets: each is read by itself, so one that can't be read doesn't hold up the others."""

from dataclasses import dataclass
from functools import partial

from bot.foreign_items import ForeignItems
from workflows.requests.jira_decisions import apply_ticket_decision, tickets_to_read
from workflows.requests.ports import RequestPorts


@dataclass(frozen=True)
class TicketSweep:
    """Reads every ticket whose request waits for a decision: webhooks can get lost or not be set up."""

    ports: RequestPorts
    foreign: ForeignItems
    """Knows which tickets can't be read."""

    def apply_ticket_decisions(self) -> None:
        """Apply the decisions made in Jira, however long ago."""
        keys = waiting_ticket_keys(self.ports)
        names = {ticket_id: keys.get(ticket_id, ticket_id) for ticket_id in tickets_to_read(self.ports)}
        self.foreign.handle_each("ticket", names, partial(apply_ticket_decision, ports=self.ports))


def waiting_ticket_keys(ports: RequestPorts) -> dict[str, str]:
    """Return the tickets whose request waits for a decision: id → key."""
    return {request.ticket.id: request.ticket.key for request in ports.requests.awaiting_decision() if request.ticket}
