"""The requester changes their answers before anybody decides; approvers get to see what changed."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from workflows.errors import Refused
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
MAX_CHANGE_CHARS = 120
"""How much of a value a change quotes."""


def require_editable(request: ConnectorRequest, user_id: str) -> None:
    """`Refused` unless this person may change the answers now."""
    if user_id != request.requester:
        raise Refused("Only the person who asked for it can edit a request.")
    if request.status not in UNDECIDED_STATUSES:
        raise Refused(f"This request is {request.status} already. Nothing has changed.")


def edit_request(request_id: str, answers: Answers, user_id: str, ports: RequestPorts) -> ConnectorRequest:
    """Take over new answers; `Refused` when it is too late for that, or somebody else's request.

    Answers that change nothing are no edit. The same answers delivered again change nothing.
    """
    request = ports.requests.get(request_id)
    require_editable(request, user_id)
    changes = tuple(describe_changes(request.answers, answers))
    if not changes:
        return request
    edits = (*request.edits, Edit(ports.clock.now(), changes))
    return ports.requests.transition(
        request.id, Event.EDITED, revision=request.revision, answers=answers, edits=edits
    )


def describe_changes(before: Answers, after: Answers) -> Iterator[str]:
    """Every difference, in words."""
    for known in fields(Answers):
        was, now = getattr(before, known.name), getattr(after, known.name)
        if known.name in ANSWER_LABELS and was != now:
            yield f"{ANSWER_LABELS[known.name]}: {_format_value(was)} → {_format_value(now)}"


def _format_value(value: Any) -> str:
    if isinstance(value, Mapping):
        value = ", ".join(f"{name} = {_format_value(part)}" for name, part in value.items())
    elif isinstance(value, (tuple, list)):
        value = ", ".join(map(str, value))
    text = " ".join(str("–" if value in (None, "") else value).split())
    return text if len(text) <= MAX_CHANGE_CHARS else text[: MAX_CHANGE_CHARS - 1] + "…"
