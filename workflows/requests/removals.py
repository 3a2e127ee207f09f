"""Remove from history: erase a text of a request everywhere it was mirrored.

The row gets `REMOVED` instead of the text, and `reconcile` brings the card, its thread, the ticket, and the
direct messages in line with that. A removal counts as an edit, so an approval of the earlier text doesn't count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from workflows.errors import DeskError, Misconfigured, Refused
from workflows.permissions import Actor, require_member
from workflows.ports import Person
from workflows.requests.answers import Answers
from workflows.requests.audit import subject_of
from workflows.requests.confidentiality import approvers_of
from workflows.requests.history import Edit, RequestText, TextRemoval
from workflows.requests.labels import TEXT_LABELS
from workflows.requests.mirror_marks import due_erasure, mark_mirrored
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.private_reply import refuse

REMOVED = "Removed"


def removable_texts(request: ConnectorRequest) -> tuple[RequestText, ...]:
    """Return the texts of the request that can be removed now.

    Settings stay until the connection exists, because it is created with them.
    """
    return tuple(text for text, value in _texts(request) if value and value != _erase(value))


def _texts(request: ConnectorRequest) -> Iterator[tuple[RequestText, Any]]:
    answers, decision = request.answers, request.decision
    yield RequestText.PURPOSE, answers.purpose
    yield RequestText.ACCESS, answers.access
    yield RequestText.DUPLICATE_REASON, answers.duplicate_reason
    if answers.is_custom or request.connection_id or request.is_closed:
        yield RequestText.CONFIG, answers.config
    if decision and not decision.is_from_ticket:  # otherwise the bot wrote the reason
        yield RequestText.DECISION_REASON, decision.reason


def remove_text(request_id: str, text: RequestText, actor: Actor, ports: RequestPorts) -> None:
    """Remove a text from history, or explain to the actor why they can't."""
    try:
        request = ports.requests.get(request_id)
        person = require_remover(request, actor, ports)
    except Refused as refusal:
        refuse(actor, ports, refusal, wanted="remove_text", subject=subject_of(request_id))
        return
    now = ports.clock.now()
    ports.queue.forget_reasons(request_id)
    request = ports.requests.apply(request, lambda current: without_text(current, text, person, now))
    ports.queue.reconcile(request)
    is_removed = any(edit.removal and edit.removal.text is text for edit in request.edits)
    outcome = removal_summary(text) if is_removed else f"There's nothing to remove from {TEXT_LABELS[text]}."
    ports.messenger.send_private(actor.channel, actor.user_id, outcome)


def removal_summary(text: RequestText) -> str:
    """Return the message for the person who removed a text."""
    return f"You removed {TEXT_LABELS[text]} from history. The copies disappear within minutes."


def notify_remover(request: ConnectorRequest, error: DeskError, ports: RequestPorts) -> ConnectorRequest:
    """Notify the person who removed a text why a copy stays, once per class of error: another system can't erase it."""
    mark = f"remover:{request.removals}:{type(error).__name__}"
    is_refused = isinstance(error, (Refused, Misconfigured))
    removals = [edit.removal for edit in request.edits if edit.removal]
    if not removals or not is_refused or mark in request.mirrored_events:
        return request
    newest = removals[-1]
    text = f"I can't erase {TEXT_LABELS[newest.text]} everywhere yet. {error.message} I'll keep retrying."
    ports.messenger.send_private(request.channel, newest.removed_by, text)
    return mark_mirrored(request, {mark}, ports)


def erase_earlier_versions(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Erase earlier versions of the row from the files of the database after each removal of a text."""
    if not (mark := due_erasure(request, "database")):
        return request
    ports.requests.erase_earlier_versions()
    return mark_mirrored(request, {mark}, ports)


def require_remover(request: ConnectorRequest, actor: Actor, ports: RequestPorts) -> Person:
    """Return the actor; raise `Refused` unless they are the requester or can decide, as Slack says now."""
    person = require_member(actor, ports.directory, fresh=True)
    if person.id != request.requester and person.id not in approvers_of(request, ports.directory):
        raise Refused("Only the requester and the approvers of a request can remove text from its history.")
    return person


def without_text(request: ConnectorRequest, text: RequestText, person: Person, now: datetime) -> ConnectorRequest:
    """Return the request without the text, or unchanged if there is nothing to remove."""
    if text not in removable_texts(request):
        return request
    edit = Edit(now, (), removal=TextRemoval(text, person.id))
    changes: dict[str, Any] = {
        "edits": (*request.edits, edit),
        "names": {**request.names, person.id: person.name},
    }
    if text is RequestText.DECISION_REASON and request.decision:
        return request.evolve(decision=replace(request.decision, reason=REMOVED), **changes)
    return request.evolve(answers=_erase_answer(request.answers, text), **changes)


def _erase_answer(answers: Answers, text: RequestText) -> Answers:
    erased: dict[str, Any] = {text.value: _erase(getattr(answers, text))}
    return replace(answers, **erased)


def _erase(value: Any) -> Any:
    """Return a value with `REMOVED` in place of each text in it."""
    if isinstance(value, Mapping):
        return {name: _erase(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [REMOVED] if value else value
    return REMOVED if isinstance(value, str) else value
