"""Edit the answers of a request before it is decided; approvers see what changed."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from workflows.errors import Refused
from workflows.requests.answers import Answers
from workflows.requests.history import AnswerChange, Edit
from workflows.requests.labels import (
    ANSWER_LABELS,
    FRESHNESS_LABELS,
    SENSITIVITY_LABELS,
    STATUS_LABELS,
    TEXT_LABELS,
)
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import UNDECIDED_STATUSES, Event

CHANGED_MEANWHILE = (
    "This request was changed after you opened this form. Copy what you typed, close the form, and press Edit again."
)
CHOSEN_ANSWERS = frozenset({"sensitivity", "freshness", "delete_after", "reports"})
"""Answers that are chosen from a list. All others can contain what an edit was meant to remove."""
SLUG_LABELS: dict[str, Mapping[Any, str]] = {"sensitivity": SENSITIVITY_LABELS, "freshness": FRESHNESS_LABELS}
"""Labels of the answers that are stored as slugs."""


def require_editable(request: ConnectorRequest, user_id: str) -> None:
    """Raise `Refused` unless this user can change the answers now."""
    if user_id != request.requester:
        raise Refused("Only the requester can edit this request.")
    if request.status not in UNDECIDED_STATUSES:
        raise Refused(f"This request is already {STATUS_LABELS[request.status]}. Nothing changed.")


def require_resendable(request: ConnectorRequest, user_id: str) -> None:
    """Raise `Refused` unless this user can send the answers again, as a new request."""
    if user_id != request.requester:
        raise Refused("Only the requester can change and resend this request.")
    if not request.is_closed:
        raise Refused(f"This request is {STATUS_LABELS[request.status]}, so you can't send it again.")


def edit_request(
    request_id: str, answers: Answers, user_id: str, ports: RequestPorts, seen_revision: int | None = None
) -> ConnectorRequest:
    """Replace the answers; `Refused` when the request is decided or belongs to another requester.

    Unchanged answers aren't an edit, so a redelivery changes nothing. A form that was opened at `seen_revision`
    would undo later changes, and bring removed text back: it's refused.
    """
    request = ports.requests.get(request_id)
    require_editable(request, user_id)
    changes = tuple(find_changes(request.answers, answers))
    if not changes:
        return request
    if seen_revision and seen_revision != request.revision:
        raise Refused(CHANGED_MEANWHILE)
    edits = (*request.edits, Edit(ports.clock.now(), changes))
    return ports.requests.transition(request, Event.EDITED, revision=request.revision, answers=answers, edits=edits)


def find_changes(before: Answers, after: Answers) -> Iterator[AnswerChange]:
    """Yield every difference. Only values chosen from a list are kept, never typed text."""
    for answer in fields(Answers):
        old, new = getattr(before, answer.name), getattr(after, answer.name)
        if answer.name not in ANSWER_LABELS or old == new:
            continue
        is_chosen = answer.name in CHOSEN_ANSWERS
        yield AnswerChange(answer.name, _values(old), _values(new)) if is_chosen else AnswerChange(answer.name)


def edit_summary(edit: Edit) -> str:
    """Return what changed, in plain text."""
    return "; ".join(map(_change_text, edit.changes))


def edit_text(request: ConnectorRequest, edit: Edit) -> str:
    """Return who changed or removed what, in plain text."""
    if edit.removal:
        return f"{request.name_of(edit.removal.removed_by)} removed {TEXT_LABELS[edit.removal.text]} from history."
    editor = edit.editor or request.requester_at(edit.edited_at)
    return f"{request.name_of(editor)} edited the request. {edit_summary(edit)}."


def _change_text(change: AnswerChange) -> str:
    label = ANSWER_LABELS[change.answer]
    if change.answer not in CHOSEN_ANSWERS:
        return f"{label} changed"
    before, after = (_values_text(change.answer, values) for values in (change.before, change.after))
    return f"{label}: {before} → {after}"


def _values(chosen: Any) -> tuple[str, ...]:
    return chosen if isinstance(chosen, tuple) else (str(chosen),)


def _values_text(answer: str, values: tuple[str, ...]) -> str:
    labels: Mapping[Any, str] = SLUG_LABELS.get(answer, {})
    return ", ".join(labels.get(value, value) for value in values) or "–"
