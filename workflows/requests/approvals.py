"""Approvals: each is recorded, and the last one that the request needs decides it."""

from collections.abc import Callable
from dataclasses import replace

from workflows.approvals.panel import Panel
from workflows.errors import IllegalTransition, Refused
from workflows.ports import Person
from workflows.requests.history import Approval, Decision
from workflows.requests.mirrors import UncountedMove
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts, TicketDecision
from workflows.requests.state_machine import Event, next_status

MAX_UNCOUNTED_MOVES = 10
"""How many moves of one ticket get an answer. A rule that undoes each answer would otherwise never end."""


class AlreadyApproved(Refused):
    """The person has approved these answers, and more approvals are needed."""


def record_approval(
    request: ConnectorRequest,
    person: Person,
    revision: int,
    panel: Panel,
    ports: RequestPorts,
    move: TicketDecision | None = None,
) -> ConnectorRequest:
    """Save an approval, and decide the request if it was the last one needed.

    `panel` is who can decide the request now, and `move` the move in Jira that approves, if any.

    Raises:
        AlreadyApproved: The person has approved this revision, and more approvals are needed.
        IllegalTransition: The status, the revision, or the sensitivity has changed.
        Refused: The approval isn't needed.
    """
    return ports.requests.apply(request, _approval(request, person, revision, panel, ports, move))


def _approval(
    request: ConnectorRequest,
    person: Person,
    revision: int,
    panel: Panel,
    ports: RequestPorts,
    move: TicketDecision | None,
) -> Callable[[ConnectorRequest], ConnectorRequest]:
    account = move.account_id if move else None

    def change(current: ConnectorRequest) -> ConnectorRequest:
        status, seats = next_status(current.status, Event.APPROVED), panel.without(current.excluded_deciders)
        if revision != current.revision or current.answers.is_sensitive != request.answers.is_sensitive:
            raise IllegalTransition("This request was just edited.")
        _require_needed(current, person, seats)
        now, names = ports.clock.now(), {**current.names, person.id: person.name}
        approvals = (*current.approvals, Approval(person.id, now, revision, account))
        known = replace(current, approvals=approvals, names=names)
        if left := seats.open_seats(known.approved_by):
            return _with_answer(known, move, len(left)) if move else known
        decision = Decision(person.id, now, None, revision, move is not None, account)
        known = replace(known, status=status, decision=decision)
        return replace(known, ticket_change_id=move.change_id) if move else known

    return change


def _require_needed(request: ConnectorRequest, person: Person, panel: Panel) -> None:
    """Raise `Refused` unless an approval by this person would count now."""
    left = panel.open_seats(request.approved_by)
    if person.id in request.approved_by and left:
        raise AlreadyApproved(f"You've approved; {more_needed(len(left))}.")
    if left and person.id not in panel.wanted(request.approved_by):
        others = replace(panel, seats=left).words()
        raise Refused(f"The approval that you can give is there already. This request still needs one by {others}.")


def all_needed(count: int) -> str:
    """Return how many approvals a request needs that has none: “2 approvals are needed”."""
    return f"{count} approvals are needed"


def more_needed(count: int) -> str:
    """Return how many approvals are missing: “1 more is needed”."""
    return f"{count} more {'is' if count == 1 else 'are'} needed"


def _with_answer(request: ConnectorRequest, move: TicketDecision, left: int) -> ConnectorRequest:
    """Return the request with an answer to the move: the ticket goes back until the other approvals are there."""
    refusal = f"The approval counts, but {more_needed(left)}."
    answered = UncountedMove(move.change_id, move.actor_name, move.came_from, refusal=refusal)
    moves = (*request.uncounted_moves, answered)[:MAX_UNCOUNTED_MOVES]
    return replace(request, uncounted_moves=moves, ticket_change_id=move.change_id)
