"""Decisions by button: approve, decline, or withdraw a request, or ask for a Connect Card.

The database row decides. A second click gets the answer that the first one has already decided.
"""

from workflows.approvals.panel import Panel
from workflows.errors import IllegalTransition, Refused
from workflows.formatting import format_time
from workflows.permissions import Actor, require_approver, require_member
from workflows.ports import Directory, Person
from workflows.requests.approvals import AlreadyApproved, record_approval
from workflows.requests.audit import subject_of
from workflows.requests.history import Decision
from workflows.requests.labels import STATUS_LABELS
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.private_reply import refuse
from workflows.requests.state_machine import UNDECIDED_STATUSES, Event, Status


def decide(request_id: str, event: Event, actor: Actor, reason: str | None, ports: RequestPorts) -> None:
    """Apply the actor's decision, or explain to them privately why it doesn't count.

    Raises `Unavailable` if that can't be decided now; nothing has changed then.
    """
    request = ports.requests.get(request_id)
    try:
        person, panel = _authorize(request, event, actor, ports)
        revision = actor.seen_revision or request.revision
        if panel and event is Event.APPROVED:
            request = record_approval(request, person, revision, panel, ports)
        else:
            request = record_decision(request, event, person, reason, revision, ports)
    except AlreadyApproved as known:
        _reply(actor, known.message, ports)
    except IllegalTransition:
        current = ports.requests.get(request_id)
        _reply(actor, explain_late_decision(current, actor.user_id, actor.seen_revision), ports)
    except Refused as refusal:
        refuse(actor, ports, refusal, wanted=event, subject=subject_of(request_id))
    else:
        ports.queue.reconcile(request)


def authorize(request: ConnectorRequest, event: Event, actor: Actor, ports: RequestPorts) -> Person:
    """Return the actor as a person; raise `Refused` unless they can do this to the request."""
    return _authorize(request, event, actor, ports)[0]


def _authorize(
    request: ConnectorRequest, event: Event, actor: Actor, ports: RequestPorts
) -> tuple[Person, Panel | None]:
    """Return the actor, and who decides the request; None if only its requester does."""
    person = require_member(actor, ports.directory, fresh=True)
    if event is not Event.WITHDRAWN:
        return person, require_decider(person, request, ports.directory)
    if person.id != request.requester:
        raise Refused("Only the requester can withdraw a request.")
    return person, None


def require_decider(person: Person, request: ConnectorRequest, directory: Directory) -> Panel:
    """Return who decides the request, by button, command, or in Jira. Raise `Refused` unless `person` is one of them.

    The same people approve, decline, and link.
    """
    answers, excluded = request.answers, request.excluded_deciders
    return require_approver(person, excluded, directory, answers.service, for_sensitive_data=answers.is_sensitive)


def record_decision(
    request: ConnectorRequest,
    event: Event,
    person: Person,
    reason: str | None,
    revision: int,
    ports: RequestPorts,
    ticket_change_id: int | None = None,
    jira_account: str | None = None,
) -> ConnectorRequest:
    """Save the decision; raise `IllegalTransition` if the status or the `revision` has changed.

    `ticket_change_id` is the move in Jira that made the decision, if any, and `jira_account` who moved.
    """
    is_from_ticket = ticket_change_id is not None
    decision = Decision(person.id, ports.clock.now(), reason, revision, is_from_ticket, jira_account)
    facts: dict[str, object] = {"decision": decision, "names": {**request.names, person.id: person.name}}
    if is_from_ticket:
        facts["ticket_change_id"] = ticket_change_id
    return ports.requests.transition(request, event, revision=revision, **facts)


DECISION_VERBS: dict[Status, str] = {Status.DECLINED: "declined", Status.WITHDRAWN: "withdrew"}
"""What the decider did, by status; in every other status, the decider approved."""


def explain_late_decision(request: ConnectorRequest, user_id: str, seen_revision: int | None = None) -> str:
    """Explain to a person why their decision came too late or too early."""
    is_undecided = request.status in UNDECIDED_STATUSES
    if is_undecided and seen_revision not in (None, request.revision):
        return "This request was just edited. Read the card again, then decide."
    if request.decision:
        verb = DECISION_VERBS.get(request.status, "approved")
        is_theirs = request.decision.user_id == user_id
        decider = "You already" if is_theirs else request.name_of(request.decision.user_id)
        return f"{decider} {verb} this ({format_time(request.decision.decided_at)})."
    if is_undecided:
        return "This request just changed. Read the card again, then decide."
    return f"This request is already {STATUS_LABELS[request.status]}."


def request_connect_card(request_id: str, actor: Actor, ports: RequestPorts) -> None:
    """Enqueue a new Connect Card for the requester, or explain privately why there is none."""
    request = ports.requests.get(request_id)
    if actor.user_id != request.requester:
        _reply(actor, "Only the requester can get a sign-in link.", ports)
    elif request.connection_id is None or request.is_closed:
        _reply(actor, f"This request is {STATUS_LABELS[request.status]}, so it has no sign-in link.", ports)
    else:
        wanted = request.connect_card_moment(ports.clock.now())
        ports.queue.reconcile(ports.requests.update(request, connect_card_requested_at=wanted))


def _reply(actor: Actor, text: str, ports: RequestPorts) -> None:
    ports.messenger.send_private(actor.channel, actor.user_id, text)
