"""What the ticket and the thread hear of a request: derived from its facts, so nothing is forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.catalog.destination import dataset_path, naming_family
from workflows.requests.custom_connector import build_checklist
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CONNECTED_STATUSES, Status

DEV_PROJECT = "dev-fivetran"
"""The Google Cloud project that the development destination writes to."""


@dataclass(frozen=True)
class TimelineEvent:
    """Something worth a comment. `outcome` is what it means for the ticket's workflow, if anything."""

    key: str
    text: str
    ticket_status: str | None = None


def timeline_events(request: ConnectorRequest) -> Iterator[TimelineEvent]:
    """Everything that has happened to `request` so far, oldest first, in plain words without Slack ids."""
    for number, edit in enumerate(request.edits, start=2):
        asker = request.name_of(request.requester)
        yield TimelineEvent(f"edited-{number}", f"{asker} changed the request. " + "; ".join(edit.changes))
    if request.decision:
        yield _decided(request)
    if request.answers.is_custom and request.status in {Status.BEING_BUILT, *CONNECTED_STATUSES}:
        steps = "\n".join(f"☐ {step}" for step in build_checklist(request.answers, request.dataset))
        yield TimelineEvent(
            "building", f"To be built, in the development environment first:\n{steps}", "started"
        )
    if request.status is Status.EXPIRED:
        yield TimelineEvent("expired", "Nobody decided in time, so this request has expired.", "withdrawn")
    if request.status in CONNECTED_STATUSES and request.connection_id:
        yield _connected(request)
    if request.first_synced_at:
        yield TimelineEvent("live", f"First data is in {_where(request)}.", "done")


def data_location(request: ConnectorRequest) -> str:
    """Where its data lands, with the name in backticks."""
    return dataset_path(DEV_PROJECT, request.dataset, naming_family(request.answers.destination))


def _where(request: ConnectorRequest) -> str:
    return data_location(request).replace("`", "")


def _connected(request: ConnectorRequest) -> TimelineEvent:
    where = f"it loads into {_where(request)}."
    if request.answers.is_custom:
        return TimelineEvent(
            "joined", f"The connection {request.connection_id} that was built is there; {where}", "started"
        )
    created = f"Development connection {request.connection_id} created; {where}"
    text = f"{created} Its owner has been asked for credentials."
    return TimelineEvent("created", text, "started")


DECISION_VERBS: dict[Status, str] = {Status.DECLINED: "declined", Status.WITHDRAWN: "withdrawn"}


def _decided(request: ConnectorRequest) -> TimelineEvent:
    assert request.decision
    verdict = DECISION_VERBS.get(request.status, "approved")
    text = f"{verdict.capitalize()} by {request.name_of(request.decision.user_id)}."
    if request.decision.reason:
        text += f" Reason: {request.decision.reason}"
    return TimelineEvent(verdict, text, verdict)
