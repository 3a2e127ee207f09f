"""The port to Jira."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from workflows.errors import Refused
from workflows.requests.model import ConnectorRequest, Ticket
from workflows.requests.state_machine import Event


class TicketNotFound(Refused):
    """Jira itself says that it doesn't know the ticket, or that the bot can't see it."""


@dataclass(frozen=True)
class TicketDecision:
    """A decision made by moving the ticket in Jira."""

    change_id: str
    """Id of the status change, so that the bot answers it once."""
    outcome: Event
    """`APPROVED` or `DECLINED`."""
    actor_name: str
    email: str | None


class Tickets(Protocol):
    """The ticket system."""

    def open_for(self, request: ConnectorRequest) -> Ticket:
        """Return the request's ticket; open it if it doesn't exist. A label carries the request id."""
        ...

    def link_card(self, ticket: Ticket, request: ConnectorRequest) -> None:
        """Link the Slack card (`request.permalink`) from the ticket."""
        ...

    def describe(self, ticket: Ticket, request: ConnectorRequest) -> None:
        """Update the ticket's summary and description from the request."""
        ...

    def comment(self, ticket: Ticket, key: str, text: str) -> None:
        """Comment `text` on the ticket, once per `key`."""
        ...

    def move(self, ticket: Ticket, outcome: str) -> bool:
        """Move the ticket to the status for `outcome` (approved, declined, withdrawn, started, done).

        Return False if the workflow has no fitting transition or several. The comment then has to do.
        """
        ...

    def fetch_decision(self, ticket: Ticket) -> TicketDecision | None:
        """Return the decision that the ticket's status stands for, or None if it stands for none."""
        ...

    def recently_updated(self) -> Sequence[str]:
        """Return the ids of the bot's tickets that were updated in the last minutes."""
        ...
