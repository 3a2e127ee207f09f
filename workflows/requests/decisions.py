"""Somebody pressed a button on a request. The row decides; the second click hears of the first."""

from dataclasses import dataclass

from workflows.errors import IllegalMove, Refused, Unavailable, not_done
from workflows.permissions import Person, must_be_approver, must_be_colleague, must_be_strict_approver
from workflows.requests.model import ConnectorRequest, Decision
from workflows.requests.ports import Desk
from workflows.requests.state_machine import UNDECIDED, Event, Status


@dataclass(frozen=True)
class Press:
    """A press of a button (or a form sent): by whom, from which workspace, and where it happened."""

    by: str
    team_id: str
    channel: str
    seen: int | None = None
    """The revision of the answers that was before their eyes, if that can be known."""


def decide(request_id: str, event: Event, press: Press, reason: str | None, desk: Desk) -> None:
    """Approve, decline or withdraw. Whoever may not, or comes too late, hears why; nothing else changes."""
    request = desk.requests.get(request_id)
    try:
        person = may(request, event, press, desk)
        seen = press.seen or request.revision
        decision = Decision(person.id, desk.clock.now(), reason, seen)
        names = {**request.names, person.id: person.name}
        request = desk.requests.move(request_id, event, revision=seen, decision=decision, names=names)
    except IllegalMove:
        desk.announcer.whisper(press.channel, press.by, standing(desk.requests.get(request_id), press.seen))
    except Refused as refusal:
        desk.announcer.whisper(press.channel, press.by, refusal.words)
    except Unavailable as trouble:
        desk.announcer.whisper(press.channel, press.by, not_done(trouble))
    else:
        desk.agenda.settle(request)


def may(request: ConnectorRequest, event: Event, press: Press, desk: Desk) -> Person:
    """The person, if they may do this to the request; else `Refused`, in words for them.

    The workspace comes from Slack's payload: it is the only place where an outsider shows as one.
    """
    if press.team_id != desk.people.home():
        must_be_colleague(Person(press.by, press.by, press.team_id), desk.people.home())
    person = desk.people.who(press.by)
    if event is Event.WITHDRAWN:
        must_be_colleague(person, desk.people.home())
        if person.id != request.requester:
            raise Refused("Only the person who asked for it can withdraw a request.")
    else:
        must_be_approver(person, desk.people.home(), desk.people.approvers(), request.requester)
        if event is Event.APPROVED and request.answers.is_sensitive:
            must_be_strict_approver(person, desk.people.strict_approvers())
    return person


def standing(request: ConnectorRequest, seen: int | None = None) -> str:
    """Where a request stands, for somebody who came too late (or too early)."""
    if request.status in UNDECIDED and seen is not None and seen != request.revision:
        return "This request was edited a moment ago. Please read the card again, then decide."
    if request.decision:
        when = request.decision.at.strftime("%-d %B %Y at %H:%M UTC")
        verb = {Status.DECLINED: "declined", Status.WITHDRAWN: "withdrew"}.get(request.status, "approved")
        return f"{request.name_of(request.decision.by)} {verb} this on {when}. Nothing has changed."
    if request.status in UNDECIDED:
        return "The ticket for this request is still being opened. Please decide once the card shows it."
    return f"This request is {request.status}. Nothing has changed."


def want_card(request_id: str, press: Press, desk: Desk) -> None:
    """The owner asks for a fresh Connect Card."""
    request = desk.requests.get(request_id)
    try:
        if press.by != request.requester:
            raise Refused("Only the person who asked for this connector gets its Connect Card.")
        if request.connection_id is None or request.is_over:
            raise Refused(f"There is nothing to connect: this request is {request.status}.")
    except Refused as refusal:
        desk.announcer.whisper(press.channel, press.by, refusal.words)
    else:
        desk.agenda.settle(desk.requests.note(request_id, card_wanted_at=desk.clock.now()))
