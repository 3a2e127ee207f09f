"""The requester changes their answers before anybody decides; approvers get to see what changed."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from workflows.errors import Refused
from workflows.requests.model import Answers, ConnectorRequest, Edit
from workflows.requests.ports import Desk
from workflows.requests.state_machine import UNDECIDED, Event

LABELS = {
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
    "another_because": "Why another one",
}
BRIEF = 120
"""How much of a value a change quotes."""


def may_edit(request: ConnectorRequest, user_id: str) -> None:
    """`Refused` unless this person may change the answers now."""
    if user_id != request.requester:
        raise Refused("Only the person who asked for it can edit a request.")
    if request.status not in UNDECIDED:
        raise Refused(f"This request is {request.status} already. Nothing has changed.")


def edit(request_id: str, answers: Answers, by: str, desk: Desk) -> ConnectorRequest:
    """Take over new answers; `Refused` when it is too late for that, or somebody else's request.

    Answers that change nothing are no edit. The same answers delivered again change nothing.
    """
    request = desk.requests.get(request_id)
    may_edit(request, by)
    changes = tuple(changed(request.answers, answers))
    if not changes:
        return request
    edits = (*request.edits, Edit(desk.clock.now(), changes))
    return desk.requests.move(
        request.id, Event.EDITED, revision=request.revision, answers=answers, edits=edits
    )


def changed(before: Answers, after: Answers) -> Iterator[str]:
    """Every difference, in words."""
    for known in fields(Answers):
        was, now = getattr(before, known.name), getattr(after, known.name)
        if known.name in LABELS and was != now:
            yield f"{LABELS[known.name]}: {_said(was)} → {_said(now)}"


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        value = ", ".join(f"{name} = {_said(part)}" for name, part in value.items())
    elif isinstance(value, (tuple, list)):
        value = ", ".join(map(str, value))
    text = " ".join(str("–" if value in (None, "") else value).split())
    return text if len(text) <= BRIEF else text[: BRIEF - 1] + "…"
