"""What the workflows need from Jira."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from workflows.requests.model import ConnectorRequest, Ticket


@dataclass(frozen=True)
class TicketDecision:
    """A ticket's status says that somebody decided in the ticket system."""

    change_id: str
    """Of the change, so that it is answered once."""
    outcome: str
    """`approved` or `declined`."""
    actor_name: str
    email: str | None


class Tickets(Protocol):
    """The ticket system."""

    def open_for(self, request: ConnectorRequest) -> Ticket:
        """The ticket of this request, opened if there is none. Our id is in its label."""
        ...

    def link_card(self, ticket: Ticket, request: ConnectorRequest) -> None:
        """Put a link to the Slack card (`request.permalink`) on the ticket."""
        ...

    def describe(self, ticket: Ticket, request: ConnectorRequest) -> None:
        """Make the ticket's summary and description say what the request says now."""
        ...

    def comment(self, ticket: Ticket, key: str, text: str) -> None:
        """Say `text` on the ticket, once for each `key`."""
        ...

    def move(self, ticket: Ticket, outcome: str) -> bool:
        """Move the ticket to what `outcome` (approved, declined, withdrawn, started, done) means there.

        False when the workflow offers no fitting transition or several: then people see the comment only.
        """
        ...

    def fetch_decision(self, ticket: Ticket) -> TicketDecision | None:
        """Whether the ticket now has a status that means a decision, and who gave it that status."""
        ...

    def recently_updated(self) -> Sequence[str]:
        """Ids of our tickets that somebody changed in the last minutes."""
        ...
