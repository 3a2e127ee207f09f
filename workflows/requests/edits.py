"""Edit the answers of a request before it is decided; approvers see what changed."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from workflows.errors import Refused
from workflows.requests.labels import FRESHNESS_LABELS, SENSITIVITY_LABELS, STATUS_LABELS
from workflows.requests.model import Answers, ConnectorRequest, Edit, Freshness, Sensitivity
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
SLUG_LABELS = SENSITIVITY_LABELS | FRESHNESS_LABELS
MAX_CHANGE_CHARS = 120
"""Length of a value in the description of a change."""


def require_editable(request: ConnectorRequest, user_id: str) -> None:
    """Raise `Refused` unless this user can change the answers now."""
    if user_id != request.requester:
        raise Refused("Only the requester can edit this request.")
    if request.status not in UNDECIDED_STATUSES:
        raise Refused(f"This request is already {STATUS_LABELS[request.status]}. Nothing changed.")


def edit_request(request_id: str, answers: Answers, user_id: str, ports: RequestPorts) -> ConnectorRequest:
    """Replace the answers; `Refused` when the request is decided or belongs to another requester.

    Unchanged answers aren't an edit, so a redelivery changes nothing.
    """
    request = ports.requests.get(request_id)
    require_editable(request, user_id)
    changes = tuple(describe_changes(request.answers, answers))
    if not changes:
        return request
    edits = (*request.edits, Edit(ports.clock.now(), changes))
    return ports.requests.transition(request.id, Event.EDITED, revision=request.revision, answers=answers, edits=edits)


def describe_changes(before: Answers, after: Answers) -> Iterator[str]:
    """Describe every difference."""
    for answer in fields(Answers):
        old, new = getattr(before, answer.name), getattr(after, answer.name)
        if answer.name in ANSWER_LABELS and old != new:
            yield f"{ANSWER_LABELS[answer.name]}: {_format_value(old)} → {_format_value(new)}"


def _format_value(value: Any) -> str:
    if isinstance(value, (Sensitivity, Freshness)):
        value = SLUG_LABELS[value]
    elif isinstance(value, Mapping):
        value = ", ".join(f"{name} = {_format_value(part)}" for name, part in value.items())
    elif isinstance(value, (tuple, list)):
        value = ", ".join(map(str, value))
    text = " ".join(str("–" if value in (None, "") else value).split())
    return text if len(text) <= MAX_CHANGE_CHARS else text[: MAX_CHANGE_CHARS - 1] + "…"
