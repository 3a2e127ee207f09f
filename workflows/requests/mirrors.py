"""What a request has in Jira and Slack: its ticket, its card, its journey message, and a workflow that waits for it."""

from dataclasses import dataclass
from enum import StrEnum

from workflows.requests.state_machine import Status


@dataclass(frozen=True)
class Ticket:
    """The Jira issue of a request. Its key changes if it moves to another project; its id never does."""

    id: str
    key: str
    url: str


@dataclass(frozen=True)
class TicketStatus:
    """A status of the project's own Jira workflow."""

    id: str
    name: str


@dataclass(frozen=True)
class TicketRevision:
    """The revision of the answers that the ticket describes."""

    revision: int
    change_id: int
    """Id of the ticket's newest change at that moment. Later changes were made by people who could read it."""


@dataclass(frozen=True)
class UncountedMove:
    """A move of the ticket in Jira that decided nothing."""

    change_id: int
    """Id of the change in Jira."""
    mover: str
    """Name of the person who moved the ticket."""
    came_from: TicketStatus
    """The status before the move."""
    decided: Status | None = None
    """The status that the request already had; None if it still waits for a decision."""
    refusal: str = ""
    """Why the mover couldn't decide: the words of the refusal."""


@dataclass(frozen=True)
class Message:
    """A posted Slack message."""

    channel: str
    ts: str
    replaces: str | None = None
    """Link to an earlier message, which can't be edited any more, and which this one replaces."""


@dataclass(frozen=True)
class JourneyMessage:
    """The direct message that follows a request for its requester. An earlier one is spent when it's posted anew."""

    message: Message
    recipient: str
    """User id of the requester who got it."""
    fingerprint: str
    """Hash of what it shows. The message is edited only if this changes."""
    turns: tuple[str, ...] = ()
    """What this requester was notified of so far, as `journey.current_turn` says."""


class StepGoal(StrEnum):
    """What a workflow waits for before it continues."""

    TICKET = "ticket"
    DECISION = "decision"
    DATA = "data"


@dataclass(frozen=True)
class CustomStep:
    """The step of a workflow that sent a request, and gets its state."""

    execution_id: str
    """Slack's id of the function execution. It's no secret: the bot's own token answers it."""
    goal: StepGoal
