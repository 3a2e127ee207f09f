"""Somebody moved a ticket in Jira: an approver may decide there too, and nobody else can."""

from workflows.errors import IllegalTransition, Refused
from workflows.permissions import require_approver, require_sensitive_approver
from workflows.ports import Person
from workflows.requests.model import ConnectorRequest, Decision
from workflows.requests.ports import RequestPorts, TicketDecision
from workflows.requests.state_machine import Event, Status

DECISION_EVENTS = {"approved": Event.APPROVED, "declined": Event.DECLINED}


def apply_ticket_decision(ticket_id: str, ports: RequestPorts) -> None:
    """Look at a ticket for ourselves, and let its status decide if the person who set it may.

    Moving a card is possible for everybody with the right to work on the project, so the rules are those of
    the button. Whoever may not decide reads that on the ticket.
    """
    request = ports.requests.find_by_ticket(ticket_id)
    if request is None or request.ticket is None or request.status is not Status.AWAITING_APPROVAL:
        return
    ruling = ports.tickets.fetch_decision(request.ticket)
    if ruling is None:
        return
    try:
        ports.queue.reconcile(_apply_decision(request, ruling, ports))
    except IllegalTransition:
        return  # somebody pressed the button in this very moment
    except Refused as refusal:
        words = (
            f"{ruling.actor_name} moved this ticket, but that did not decide the request: {refusal.message}"
        )
        ports.tickets.comment(request.ticket, f"not decided {ruling.change_id}", words)


def _apply_decision(
    request: ConnectorRequest, ticket_decision: TicketDecision, ports: RequestPorts
) -> ConnectorRequest:
    person = _person(ticket_decision, ports)
    require_approver(person, ports.directory.team_id(), ports.directory.approvers(), request.requester)
    if ticket_decision.outcome == "approved" and request.answers.is_sensitive:
        require_sensitive_approver(person, ports.directory.sensitive_approvers())
    reason = "see the ticket" if ticket_decision.outcome == "declined" else None
    return ports.requests.transition(
        request.id,
        DECISION_EVENTS[ticket_decision.outcome],
        revision=request.revision,
        decision=Decision(person.id, ports.clock.now(), reason, request.revision),
        names={**request.names, person.id: person.name},
    )


def _person(ticket_decision: TicketDecision, ports: RequestPorts) -> Person:
    if ticket_decision.email is None:
        raise Refused("Jira does not tell the e-mail address, so it is unclear who this is in Slack.")
    return ports.directory.find_by_email(ticket_decision.email)


def apply_ticket_decisions(ports: RequestPorts) -> None:
    """Look at every ticket that was touched lately: a web hook may have been lost, or cannot come in."""
    for ticket_id in ports.tickets.recently_updated():
        apply_ticket_decision(ticket_id, ports)
