"""Decisions in Jira: an approver can move the ticket instead of pressing the button."""

from workflows.errors import IllegalTransition, Refused
from workflows.ports import Person
from workflows.requests.decisions import record_decision, require_decider
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts, TicketDecision
from workflows.requests.state_machine import Event, Status


def apply_ticket_decision(ticket_id: str, ports: RequestPorts) -> None:
    """Read a ticket's status and apply it as a decision if the person who set it is an approver.

    Everyone with the right to work on the Jira project can move a ticket, so the rules of the button apply.
    The bot comments on the ticket if the move doesn't count.
    """
    request = ports.requests.find_by_ticket(ticket_id)
    if request is None or request.ticket is None or request.status is not Status.AWAITING_APPROVAL:
        return
    decision = ports.tickets.fetch_decision(request.ticket)
    if decision is None:
        return
    try:
        ports.queue.reconcile(_apply_decision(request, decision, ports))
    except IllegalTransition:
        return  # an approver pressed the button at the same moment
    except Refused as refusal:
        text = f"{decision.actor_name} moved this ticket, but the request is still pending: {refusal.message}"
        ports.tickets.comment(request.ticket, f"not decided {decision.change_id}", text)


def _apply_decision(request: ConnectorRequest, decision: TicketDecision, ports: RequestPorts) -> ConnectorRequest:
    person = _find_person(decision, ports)
    require_decider(person, request, ports.directory)
    reason = "see the ticket" if decision.outcome is Event.DECLINED else None
    return record_decision(request, decision.outcome, person, reason, request.revision, ports)


def _find_person(decision: TicketDecision, ports: RequestPorts) -> Person:
    if decision.email is None:
        raise Refused("Jira hides the account's email, so I can't match it to a Slack user.")
    return ports.directory.find_by_email(decision.email)


def apply_ticket_decisions(ports: RequestPorts) -> None:
    """Check every recently updated ticket, because webhooks can get lost or not be set up."""
    for ticket_id in ports.tickets.recently_updated():
        apply_ticket_decision(ticket_id, ports)
