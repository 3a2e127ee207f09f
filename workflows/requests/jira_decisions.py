"""Somebody moved a ticket in Jira: an approver may decide there too, and nobody else can."""

from workflows.errors import IllegalMove, Refused
from workflows.permissions import Person, must_be_approver, must_be_strict_approver
from workflows.requests.model import ConnectorRequest, Decision
from workflows.requests.ports import Desk, Ruling
from workflows.requests.state_machine import Event, Status

EVENTS = {"approved": Event.APPROVED, "declined": Event.DECLINED}


def heed(ticket_id: str, desk: Desk) -> None:
    """Look at a ticket for ourselves, and let its status decide if the person who set it may.

    Moving a card is possible for everybody with the right to work on the project, so the rules are those of
    the button. Whoever may not decide reads that on the ticket.
    """
    request = desk.requests.of_ticket(ticket_id)
    if request is None or request.ticket is None or request.status is not Status.AWAITING_APPROVAL:
        return
    ruling = desk.tickets.ruling(request.ticket)
    if ruling is None:
        return
    try:
        desk.agenda.settle(_decided(request, ruling, desk))
    except IllegalMove:
        return  # somebody pressed the button in this very moment
    except Refused as refusal:
        words = f"{ruling.name} moved this ticket, but that did not decide the request: {refusal.words}"
        desk.tickets.comment(request.ticket, f"not decided {ruling.id}", words)


def _decided(request: ConnectorRequest, ruling: Ruling, desk: Desk) -> ConnectorRequest:
    person = _person(ruling, desk)
    must_be_approver(person, desk.people.home(), desk.people.approvers(), request.requester)
    if ruling.outcome == "approved" and request.answers.is_sensitive:
        must_be_strict_approver(person, desk.people.strict_approvers())
    reason = "see the ticket" if ruling.outcome == "declined" else None
    return desk.requests.move(
        request.id,
        EVENTS[ruling.outcome],
        revision=request.revision,
        decision=Decision(person.id, desk.clock.now(), reason, request.revision),
        names={**request.names, person.id: person.name},
    )


def _person(ruling: Ruling, desk: Desk) -> Person:
    if ruling.email is None:
        raise Refused("Jira does not tell the e-mail address, so it is unclear who this is in Slack.")
    return desk.people.by_email(ruling.email)


def heed_all(desk: Desk) -> None:
    """Look at every ticket that was touched lately: a web hook may have been lost, or cannot come in."""
    for ticket_id in desk.tickets.touched_lately():
        heed(ticket_id, desk)
