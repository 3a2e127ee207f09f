"""Edit the answers of a request before it is decided; approvers see what changed."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from workflows.errors import Refused
from workflows.requests.labels import FRESHNESS_LABELS, SENSITIVITY_LABELS, STATUS_LABELS, TEXT_LABELS
from workflows.requests.model import Answers, ConnectorRequest, Edit
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import UNDECIDED_STATUSES, Event

ANSWER_LABELS = {
    "service_name": "Service",
    "purpose": "Purpose",
    "business_owner": "Business owner",
    "sensitivity": "Sensitivity",
    "access": "Who needs access",
    "freshness": "Freshness",
    "delete_after": "Delete after",
    "destination": "Destination",
    "config": "Settings",
    "reports": "Reports",
    "duplicate_reason": "Why another one",
}
CHANGED_MEANWHILE = (
    "This request was changed after you opened this form. Copy what you typed, close the form, and press Edit again."
)
CHOSEN_ANSWERS = frozenset({"sensitivity", "freshness", "delete_after", "reports"})
"""Answers that are chosen from a list. All others can contain what an edit was meant to remove."""
SLUG_LABELS = SENSITIVITY_LABELS | FRESHNESS_LABELS


def require_editable(request: ConnectorRequest, user_id: str) -> None:
    """Raise `Refused` unless this user can change the answers now."""
    if user_id != request.requester:
        raise Refused("Only the requester can edit this request.")
    if request.status not in UNDECIDED_STATUSES:
        raise Refused(f"This request is already {STATUS_LABELS[request.status]}. Nothing changed.")


def edit_request(
    request_id: str, answers: Answers, user_id: str, ports: RequestPorts, seen_revision: int | None = None
) -> ConnectorRequest:
    """Replace the answers; `Refused` when the request is decided or belongs to another requester.

    Unchanged answers aren't an edit, so a redelivery changes nothing. A form that was opened at `seen_revision`
    would undo later changes, and bring removed text back: it's refused.
    """
    request = ports.requests.get(request_id)
    require_editable(request, user_id)
    changes = tuple(describe_changes(request.answers, answers))
    if not changes:
        return request
    if seen_revision and seen_revision != request.revision:
        raise Refused(CHANGED_MEANWHILE)
    edits = (*request.edits, Edit(ports.clock.now(), changes))
    return ports.requests.transition(request.id, Event.EDITED, revision=request.revision, answers=answers, edits=edits)


def describe_changes(before: Answers, after: Answers) -> Iterator[str]:
    """Describe every difference. Only values chosen from a list are repeated, never typed text."""
    for answer in fields(Answers):
        old, new = getattr(before, answer.name), getattr(after, answer.name)
        if answer.name not in ANSWER_LABELS or old == new:
            continue
        label = ANSWER_LABELS[answer.name]
        is_chosen = answer.name in CHOSEN_ANSWERS
        yield f"{label}: {_format_choice(old)} → {_format_choice(new)}" if is_chosen else f"{label} changed"


def edit_summary(edit: Edit) -> str:
    """Return what changed. Edits saved by earlier versions contain typed text, which is left out."""
    return "; ".join(without_typed_text(edit).changes)


def edit_text(request: ConnectorRequest, edit: Edit) -> str:
    """Return who changed or removed what, in plain text."""
    if edit.removal:
        return f"{request.name_of(edit.removal.removed_by)} removed {TEXT_LABELS[edit.removal.text]} from history."
    editor = edit.editor or request.requester_at(edit.edited_at)
    return f"{request.name_of(editor)} edited the request. {edit_summary(edit)}."


def without_typed_text(edit: Edit) -> Edit:
    """Return the edit with only what can be shown."""
    return replace(edit, changes=tuple(map(_shown_change, edit.changes)))


def _shown_change(change: str) -> str:
    label, separator, _values = change.partition(": ")
    is_typed = separator and label not in {ANSWER_LABELS[name] for name in CHOSEN_ANSWERS}
    return f"{label} changed" if is_typed else change


def _format_choice(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "–"
    return SLUG_LABELS.get(value, str(value))
