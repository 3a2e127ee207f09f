"""Somebody pressed a button on a request. The row decides; the second click hears of the first."""

from workflows.errors import IllegalTransition, Refused, Unavailable, explain_not_done
from workflows.permissions import Actor, require_approver, require_member, require_sensitive_approver
from workflows.ports import Person
from workflows.requests.model import ConnectorRequest, Decision
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import UNDECIDED_STATUSES, Event, Status


def decide(request_id: str, event: Event, actor: Actor, reason: str | None, ports: RequestPorts) -> None:
    """Approve, decline or withdraw. Whoever may not, or comes too late, hears why; nothing else changes."""
    request = ports.requests.get(request_id)
    try:
        person = authorize(request, event, actor, ports)
        seen = actor.seen_revision or request.revision
        decision = Decision(person.id, ports.clock.now(), reason, seen)
        names = {**request.names, person.id: person.name}
        request = ports.requests.transition(request_id, event, revision=seen, decision=decision, names=names)
    except IllegalTransition:
        ports.cards.send_private(
            actor.channel,
            actor.user_id,
            explain_late_decision(ports.requests.get(request_id), actor.seen_revision),
        )
    except Refused as refusal:
        ports.cards.send_private(actor.channel, actor.user_id, refusal.message)
    except Unavailable as trouble:
        ports.cards.send_private(actor.channel, actor.user_id, explain_not_done(trouble))
    else:
        ports.queue.reconcile(request)


def authorize(request: ConnectorRequest, event: Event, actor: Actor, ports: RequestPorts) -> Person:
    """Return the actor as a person; raise `Refused` unless they can do this to the request."""
    person = require_member(actor, ports.directory)
    if event is Event.WITHDRAWN:
        if person.id != request.requester:
            raise Refused("Only the person who asked for it can withdraw a request.")
    else:
        require_approver(person, ports.directory.team_id(), ports.directory.approvers(), request.requester)
        if event is Event.APPROVED and request.answers.is_sensitive:
            require_sensitive_approver(person, ports.directory.sensitive_approvers())
    return person


def explain_late_decision(request: ConnectorRequest, seen_revision: int | None = None) -> str:
    """Where a request stands, for somebody who came too late (or too early)."""
    if (
        request.status in UNDECIDED_STATUSES
        and seen_revision is not None
        and seen_revision != request.revision
    ):
        return "This request was edited a moment ago. Please read the card again, then decide."
    if request.decision:
        when = request.decision.decided_at.strftime("%-d %B %Y at %H:%M UTC")
        verb = {Status.DECLINED: "declined", Status.WITHDRAWN: "withdrew"}.get(request.status, "approved")
        return f"{request.name_of(request.decision.user_id)} {verb} this on {when}. Nothing has changed."
    if request.status in UNDECIDED_STATUSES:
        return "The ticket for this request is still being opened. Please decide once the card shows it."
    return f"This request is {request.status}. Nothing has changed."


def request_connect_card(request_id: str, actor: Actor, ports: RequestPorts) -> None:
    """The owner asks for a fresh Connect Card."""
    request = ports.requests.get(request_id)
    try:
        if actor.user_id != request.requester:
            raise Refused("Only the person who asked for this connector gets its Connect Card.")
        if request.connection_id is None or request.is_closed:
            raise Refused(f"There is nothing to connect: this request is {request.status}.")
    except Refused as refusal:
        ports.cards.send_private(actor.channel, actor.user_id, refusal.message)
    else:
        ports.queue.reconcile(ports.requests.update(request_id, connect_card_requested_at=ports.clock.now()))
