"""What a change of a request adds to the audit trail."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from workflows.audit.entries import AuditAction, AuditEntry, AuditFacts, Part, Source, person
from workflows.requests.history import Edit, Handover
from workflows.requests.mirrors import UncountedMove
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status

DECIDED: Mapping[Status, AuditAction] = {Status.DECLINED: AuditAction.DECLINED, Status.WITHDRAWN: AuditAction.WITHDRAWN}
"""The decision of a status. In all others, a decision was an approval."""


def request_entries(before: ConnectorRequest | None, now: datetime, request: ConnectorRequest) -> list[AuditEntry]:
    """Return the entries for a change from `before`, which is None for a new request, to `request`."""
    if before is None:
        people, channel = _asked(request), request.channel
        return [_entry(request, AuditAction.REQUESTED, request.submitted_at, Source.SLACK, people, channel=channel)]
    return [
        *_approvals(before, request),
        *_decisions(before, request),
        *_changes(before, request),
        *_refused_moves(before, request, now),
    ] + [_entry(request, action, now) for action in _steps(before, request)]


def subject_of(request_id: str) -> str:
    """Return how the trail names a request."""
    return f"request:{request_id}"


def _asked(request: ConnectorRequest) -> dict[Part, AuditFacts]:
    owner = request.answers.business_owner
    return {Part.ACTOR: _actor(request, request.requester), Part.BUSINESS_OWNER: _actor(request, owner)}


def _decisions(before: ConnectorRequest, request: ConnectorRequest) -> Iterator[AuditEntry]:
    decision = request.decision
    if decision is None or (before.decision and before.decision.decided_at == decision.decided_at):
        return  # only its reason changed, if anything
    action = DECIDED.get(request.status, AuditAction.APPROVED)
    source = Source.JIRA if decision.is_from_ticket else Source.SLACK
    actor = _actor(request, decision.user_id, jira_account=decision.jira_account)
    people = {Part.ACTOR: actor, Part.REQUESTER: _actor(request, request.requester)}
    yield _entry(request, action, decision.decided_at, source, people, revision=str(decision.revision))


def _approvals(before: ConnectorRequest, request: ConnectorRequest) -> Iterator[AuditEntry]:
    """Yield the approvals that didn't decide: the last one is the decision."""
    for approval in request.approvals[len(before.approvals) :]:
        if not request.is_decided_by(approval):
            source = Source.JIRA if approval.jira_account else Source.SLACK
            actor = _actor(request, approval.user_id, jira_account=approval.jira_account)
            people = {Part.ACTOR: actor, Part.REQUESTER: _actor(request, request.requester)}
            revision = str(approval.revision)
            yield _entry(request, AuditAction.APPROVAL_ADDED, approval.approved_at, source, people, revision=revision)


def _changes(before: ConnectorRequest, request: ConnectorRequest) -> Iterator[AuditEntry]:
    for edit in request.edits[len(before.edits) :]:
        yield _edit_entry(request, edit)
    for handover in request.handovers[len(before.handovers) :]:
        yield _handover_entry(request, handover)


def _edit_entry(request: ConnectorRequest, edit: Edit) -> AuditEntry:
    if edit.removal:
        people = {Part.ACTOR: _actor(request, edit.removal.removed_by)}
        text = str(edit.removal.text)
        return _entry(request, AuditAction.TEXT_REMOVED, edit.edited_at, Source.SLACK, people, text=text)
    people = {Part.ACTOR: _actor(request, edit.editor or request.requester_at(edit.edited_at))}
    answers = ",".join(change.answer for change in edit.changes)
    if "business_owner" in answers:
        people[Part.BUSINESS_OWNER] = _actor(request, request.answers.business_owner)
    return _entry(request, AuditAction.EDITED, edit.edited_at, Source.SLACK, people, answers=answers)


def _handover_entry(request: ConnectorRequest, handover: Handover) -> AuditEntry:
    people = {
        Part.ACTOR: _actor(request, handover.handed_over_by or handover.to_user),
        Part.FORMER: _actor(request, handover.from_user),
        Part.SUCCESSOR: _actor(request, handover.to_user),
    }
    return _entry(request, AuditAction.REQUESTER_CHANGED, handover.taken_at, Source.SLACK, people)


def _refused_moves(before: ConnectorRequest, request: ConnectorRequest, now: datetime) -> Iterator[AuditEntry]:
    known = {move.change_id for move in before.uncounted_moves}
    for move in request.uncounted_moves:
        if move.change_id not in known:
            yield _entry(request, AuditAction.REFUSED, now, Source.JIRA, _mover(move), jira_change=str(move.change_id))


def _mover(move: UncountedMove) -> dict[Part, AuditFacts]:
    return {Part.ACTOR: {"jira_name": move.mover}, Part.REPLY: {"text": move.refusal} if move.refusal else {}}


def _steps(before: ConnectorRequest, request: ConnectorRequest) -> Iterator[AuditAction]:
    """Yield what the bot itself did."""
    if request.status is Status.EXPIRED and before.status is not Status.EXPIRED:
        yield AuditAction.EXPIRED
    if request.answers.is_sensitive_service and not before.answers.is_sensitive_service:
        yield AuditAction.MARKED_SENSITIVE
    if request.ticket and (before.ticket is None or before.ticket.id != request.ticket.id):
        yield AuditAction.TICKET_OPENED
    if request.connection_id and before.connection_id != request.connection_id:
        yield AuditAction.CONNECTION_CREATED
    if request.connect_card_sent_at and before.connect_card_sent_at != request.connect_card_sent_at:
        yield AuditAction.CONNECT_CARD_SENT
    if request.status is Status.RETIRED and before.status is not Status.RETIRED:
        yield AuditAction.CONNECTION_DELETED


def _entry(
    request: ConnectorRequest,
    action: AuditAction,
    at: datetime,
    source: Source = Source.BOT,
    people: Mapping[Part, AuditFacts] | None = None,
    **more: str,
) -> AuditEntry:
    facts = {
        "service": request.answers.service,
        "dataset": request.dataset,
        "sensitivity": str(request.answers.sensitivity),
        "status": str(request.status),
        "revision": str(request.revision),
        "ticket": request.ticket.key if request.ticket else "",
        "connection": request.connection_id or "",
        **more,
    }
    details = {name: value for name, value in facts.items() if value}
    return AuditEntry(action, at, subject_of(request.id), source, request.version, details, people or {})


def _actor(request: ConnectorRequest, user_id: str, **accounts: str | None) -> AuditFacts:
    return person(user_id, request.names.get(user_id, ""), **accounts)
