"""The port to Jira."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from workflows.errors import Refused
from workflows.requests.mirrors import Ticket, TicketStatus
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Event


class TicketNotFound(Refused):
    """Jira itself says that it doesn't know the ticket, or that the bot can't see it."""


UNKNOWN_STATUS = TicketStatus("", "")


@dataclass(frozen=True)
class TicketDecision:
    """A decision made by moving the ticket in Jira."""

    change_id: int
    """Id of the status change, so that the bot answers it once. Later changes have larger ids."""
    outcome: Event
    """`APPROVED` or `DECLINED`."""
    actor_name: str
    email: str | None
    """None if Jira hides it."""
    account_id: str | None = None
    came_from: TicketStatus = UNKNOWN_STATUS
    """The status before the move."""
    is_by_app: bool = False
    """Whether an automation rule or another app moved the ticket."""
    is_by_bot: bool = False
    """Whether the bot's own account moved it."""


@dataclass(frozen=True)
class TicketReading:
    """What a ticket and its changelog say."""

    ticket: Ticket
    """The ticket with its current key."""
    decisions: tuple[TicketDecision, ...] = ()
    """The decisions that stand, newest first: none was taken back afterwards."""


class Tickets(Protocol):
    """The ticket system."""

    def open_for(self, request: ConnectorRequest) -> Ticket:
        """Return the request's ticket; open it if it doesn't exist. A label carries the request id."""
        ...

    def find_opened(self, request: ConnectorRequest) -> Ticket | None:
        """Return the request's ticket if Jira's search knows it. The search can be minutes behind."""
        ...

    def link_card(self, ticket: Ticket, request: ConnectorRequest) -> None:
        """Link the Slack card (`request.permalink`) from the ticket."""
        ...

    def describe(self, ticket: Ticket, request: ConnectorRequest) -> int:
        """Update summary, description, and mapped fields. Return the id of the ticket's newest change, or 0."""
        ...

    def comment(self, ticket: Ticket, key: str, text: str) -> None:
        """Comment `text` on the ticket, once per `key`."""
        ...

    def rewrite_comment(self, ticket: Ticket, key: str, text: str) -> None:
        """Edit the comment about `key`, if there is one that says something else."""
        ...

    def move(self, ticket: Ticket, outcome: str) -> str | None:
        """Move the ticket to the status for `outcome` (approved, declined, withdrawn, started, done).

        Return None if it has that status or a later one, else why it can't be moved, for people.
        """
        ...

    def move_back(self, ticket: Ticket, status: TicketStatus) -> str | None:
        """Move the ticket back to `status`. Return None, or why it can't be moved, for people."""
        ...

    def read(self, ticket: Ticket, since: int | None) -> TicketReading:
        """Read a ticket by its id, and the decisions in its changelog that are newer than change `since`.

        Raises:
            TicketNotFound: The ticket was deleted, or is hidden from the bot.
        """
        ...

    def find_account(self, email: str) -> str | None:
        """Return the id of the only active Jira account with this email address, or None."""
        ...

    def recently_updated(self) -> Sequence[str]:
        """Return the ids of the bot's tickets that were updated in the last minutes."""
        ...
