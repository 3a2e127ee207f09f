"""Move tickets through the project's own workflow, with as few calls as are safe."""

import time
from dataclasses import dataclass

import structlog

from bot.jira.client import JiraClient
from bot.jira.session import JiraObject
from bot.jira.transitions import choose_transition, has_status_in
from workflows.errors import Refused
from workflows.requests.mirrors import Ticket
from workflows.requests.ports import TicketNotFound

log = structlog.get_logger(__name__)

JUST_MOVED_SECONDS = 10.0
"""How long the bot takes a ticket to be where it has moved it."""
TRANSITIONS_TTL_SECONDS = 86_400.0
"""How long the transitions of a status are kept. A refused one is read again at once."""


@dataclass(frozen=True)
class WorkflowPosition:
    """Where a ticket is: statuses are shared by projects, but each project has its own workflow."""

    project: str
    status: str
    """Id of the status."""


class TicketMover:
    """Moves tickets. It remembers where it has just moved them, and the transitions of each status."""

    def __init__(self, client: JiraClient) -> None:
        self._client = client
        self._moved: dict[str, tuple[float, WorkflowPosition]] = {}
        """Ticket id → when and where to."""
        self._transitions: dict[WorkflowPosition, tuple[float, list[JiraObject]]] = {}

    def move(self, ticket: Ticket, names: frozenset[str], fitting: frozenset[str], label: str) -> str | None:
        """Move a ticket, unless it already has a fitting status. Return why that isn't possible.

        A ticket that the bot has just moved isn't read again, unless Jira refuses the next transition.
        """
        if self._moves_on(ticket, names):
            return None
        place, status, transitions = self._read(ticket)
        if has_status_in(status, fitting):
            return None
        chosen, reason = choose_transition(transitions, names)
        if chosen is not None:
            reason = self._try(ticket, place, transitions, chosen)
        if not reason:
            return None
        log.warning("The ticket can't be moved", ticket=ticket.key, to=label, reason=reason)
        return f"Jira ticket {ticket.key} can't be moved to {label}: {reason.rstrip('.')}. Move it by hand."

    def _moves_on(self, ticket: Ticket, names: frozenset[str]) -> bool:
        """Move a ticket on from where the bot has just moved it. Return whether that was possible."""
        moved_at, place = self._moved.pop(ticket.id, (float("-inf"), None))
        if place is None or time.monotonic() - moved_at > JUST_MOVED_SECONDS:
            return False
        read_at, transitions = self._transitions.get(place, (float("-inf"), []))
        chosen, _ = choose_transition(transitions, names)
        if chosen is None or time.monotonic() - read_at > TRANSITIONS_TTL_SECONDS:
            return False
        is_refused = bool(self._try(ticket, place, transitions, chosen))
        if is_refused:
            self._transitions.pop(place, None)
        return not is_refused

    def _read(self, ticket: Ticket) -> tuple[WorkflowPosition, JiraObject, list[JiraObject]]:
        """Read the status of a ticket and its transitions, with the fields of their screens if they have some."""
        key, status, transitions = self._client.status_and_transitions(ticket.id)
        place = WorkflowPosition(key.rpartition("-")[0], str(status.get("id")))
        if any(transition.get("hasScreen", True) for transition in transitions):
            transitions = self._client.transitions(ticket.id)
        self._transitions[place] = time.monotonic(), transitions
        return place, status, transitions

    def _try(self, ticket: Ticket, place: WorkflowPosition, transitions: list[JiraObject], chosen: str) -> str:
        """Return Jira's reason if it refuses: it offered the transition, but a rule of the workflow forbids it."""
        try:
            self._client.transition_issue(ticket.id, chosen)
        except TicketNotFound:
            raise
        except Refused as refusal:
            return refusal.message
        reached = next(str(one["to"].get("id")) for one in transitions if str(one["id"]) == chosen)
        self._moved[ticket.id] = time.monotonic(), WorkflowPosition(place.project, reached)
        return ""
