"""Decisions in Jira: an approver can move the ticket instead of pressing the button.

A decision is a change in the ticket's changelog, not its current status: a rule can move the ticket on at once.
Everyone with the right to work on the Jira project can move a ticket, so the rules of the button apply.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from workflows.errors import DeskError, IllegalTransition, Refused
from workflows.ports import Person
from workflows.requests.approvals import MAX_UNCOUNTED_MOVES, record_approval
from workflows.requests.confidentiality import panel_of
from workflows.requests.decisions import record_decision, require_decider
from workflows.requests.mirrors import UncountedMove
from workflows.requests.missing_ticket import note_found_ticket, note_missing_ticket
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts, TicketDecision, TicketNotFound
from workflows.requests.state_machine import Event, Status

REFUSED_STATUSES = frozenset({Status.DECLINED, Status.WITHDRAWN, Status.EXPIRED})


def tickets_to_read(ports: RequestPorts) -> list[str]:
    """Return the ids of all tickets whose request waits, and of the others that were updated lately.

    The search only adds tickets of decided requests, so nothing is lost while it lags or fails.
    """
    waiting = [request.ticket.id for request in ports.requests.awaiting_decision() if request.ticket]
    updated: Sequence[str] = ()
    with suppress(DeskError):
        updated = ports.tickets.recently_updated()
    return list(dict.fromkeys([*waiting, *updated]))


def apply_ticket_decision(ticket_id: str, ports: RequestPorts) -> None:
    """Read a ticket by its id and apply the decision in its changelog, or say why it doesn't count."""
    request = ports.requests.find_by_ticket(ticket_id)
    if request is None or request.ticket is None:
        return
    try:
        reading = ports.tickets.read(request.ticket, request.ticket_change_id)
    except TicketNotFound:
        known = note_missing_ticket(request, ports)
    else:
        known = note_found_ticket(request, reading.ticket, ports)
        answer = _decide if request.status is Status.AWAITING_APPROVAL else _reject_late
        known = answer(known, reading.decisions, ports)
    if known.version != request.version:
        ports.queue.reconcile(known)


def _decide(request: ConnectorRequest, decisions: Sequence[TicketDecision], ports: RequestPorts) -> ConnectorRequest:
    """Apply the newest decision that counts. Those that don't count are answered."""
    uncounted: list[UncountedMove] = []
    for decision in decisions:
        try:
            return _apply_decision(request, decision, ports)
        except IllegalTransition:
            return request  # pressed or edited at the same moment; the next poll reads the ticket again
        except Refused as refusal:
            uncounted.append(_uncounted(decision, refusal=refusal.message))
    return _record_uncounted(request, uncounted, ports)


def _apply_decision(request: ConnectorRequest, decision: TicketDecision, ports: RequestPorts) -> ConnectorRequest:
    person = _find_person(decision, request, ports)
    panel = require_decider(person, request, ports.directory)
    _require_current_answers(request, decision)
    if decision.outcome is Event.APPROVED:
        return record_approval(request, person, request.revision, panel, ports, decision)
    return record_decision(
        request,
        decision.outcome,
        person,
        "see the ticket",
        request.revision,
        ports,
        ticket_change_id=decision.change_id,
        jira_account=decision.account_id,
    )


def _require_current_answers(request: ConnectorRequest, decision: TicketDecision) -> None:
    """Raise `Refused` unless the ticket described the current answers when it was moved."""
    described = request.ticket_revision
    if described is None:
        is_current = request.revision == 1
    else:
        is_current = described.revision == request.revision and described.change_id < decision.change_id
    if not is_current:
        raise Refused("The request was edited in the meantime. Read the ticket again, then decide.")


def _find_person(decision: TicketDecision, request: ConnectorRequest, ports: RequestPorts) -> Person:
    """Return who moved the ticket. Accounts are matched by email address or account id, never by name."""
    if decision.is_by_app:
        raise Refused("Apps can't decide. An approver has to move the ticket.")
    if decision.email:
        return ports.directory.find_by_email(decision.email)
    if person := _find_approver(decision.account_id, request, ports):
        return person
    raise Refused(
        "Jira hides the account's email, and a search for the approvers' emails doesn't single out this account. "
        "An approver can decide on the card in Slack. An operator can set JIRA_ACCOUNTS."
    )


def _find_approver(account_id: str | None, request: ConnectorRequest, ports: RequestPorts) -> Person | None:
    """Return the approver whose email address belongs to the Jira account."""
    candidates = ports.directory.approvers(fresh=True) | panel_of(request, ports.directory).deciders
    for user_id in sorted(candidates) if account_id else ():
        with suppress(Refused):  # a deleted user in the settings doesn't hold up the others
            person = ports.directory.look_up(user_id)
            if person.email and ports.tickets.find_account(person.email) == account_id:
                return ports.directory.look_up(user_id, fresh=True)
    return None


def _reject_late(
    request: ConnectorRequest, decisions: Sequence[TicketDecision], ports: RequestPorts
) -> ConnectorRequest:
    """Answer a move that contradicts the decision. Later moves of the bot itself are its mirror."""
    newest = decisions[0] if decisions else None
    if newest is None or newest.is_by_bot or not _contradicts(request, newest):
        return request
    return _record_uncounted(request, [_uncounted(newest, decided=request.status)], ports)


def _uncounted(decision: TicketDecision, **why: Any) -> UncountedMove:
    return UncountedMove(decision.change_id, decision.actor_name, decision.came_from, **why)


def _contradicts(request: ConnectorRequest, decision: TicketDecision) -> bool:
    if request.status in REFUSED_STATUSES:
        return decision.outcome is Event.APPROVED
    return decision.outcome is Event.DECLINED and request.status is not Status.RETIRED


def _record_uncounted(
    request: ConnectorRequest, newest_first: Sequence[UncountedMove], ports: RequestPorts
) -> ConnectorRequest:
    """Save moves that don't count. `reconcile` comments on them and moves the ticket back."""
    if not newest_first:
        return request
    known = {move.change_id: move for move in (*request.uncounted_moves, *reversed(newest_first))}
    moves = tuple(known.values())[:MAX_UNCOUNTED_MOVES]
    return ports.requests.update(request, uncounted_moves=moves, ticket_change_id=newest_first[0].change_id)
