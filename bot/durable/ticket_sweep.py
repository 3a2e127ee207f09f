"""The sweep over tickets: each is read by itself, so one that can't be read doesn't hold up the others."""

from dataclasses import dataclass, field

import structlog

from workflows.errors import DeskError
from workflows.requests.jira_decisions import apply_ticket_decision, tickets_to_read
from workflows.requests.ports import RequestPorts

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class TicketSweep:
    """Reads every ticket whose request waits for a decision: webhooks can get lost or not be set up."""

    ports: RequestPorts
    _unreadable: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Ticket id → the error of its last reading, which is logged once."""

    def apply_ticket_decisions(self) -> None:
        """Apply the decisions made in Jira, however long ago."""
        for ticket_id in tickets_to_read(self.ports):
            try:
                apply_ticket_decision(ticket_id, self.ports)
                self._unreadable.pop(ticket_id, None)
            except DeskError as error:
                self._note(ticket_id, error.message)
            except Exception:
                log.exception("A ticket can't be handled", ticket=ticket_id)

    def _note(self, ticket_id: str, problem: str) -> None:
        if self._unreadable.get(ticket_id) != problem:
            self._unreadable[ticket_id] = problem
            log.warning("A ticket can't be read", ticket=ticket_id, problem=problem)
