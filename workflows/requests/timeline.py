"""The timeline of a request, for its ticket and its thread. Derived from the request: no event is lost."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.catalog.destination import dataset_path, naming_family
from workflows.requests.custom_connector import build_checklist
from workflows.requests.edits import edit_summary
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CONNECTED_STATUSES, Status

DEV_PROJECT = "dev-fivetran"
"""The Google Cloud project that the development destination writes to."""


@dataclass(frozen=True)
class TimelineEvent:
    """An event worth a comment, and the ticket status it leads to, if any."""

    key: str
    text: str
    ticket_status: str | None = None


def timeline_events(request: ConnectorRequest) -> Iterator[TimelineEvent]:
    """Yield every event of `request` so far, oldest first, as plain text without Slack ids."""
    yield from _edits(request)
    if request.decision:
        yield _decided(request)
    is_connected = request.status in CONNECTED_STATUSES
    if request.answers.is_custom and (is_connected or request.status is Status.BEING_BUILT):
        steps = "\n".join(f"☐ {step}" for step in build_checklist(request.answers, request.dataset))
        yield TimelineEvent("building", f"Steps to build this connector:\n{steps}", "started")
    if request.status is Status.EXPIRED:
        yield TimelineEvent("expired", "No approver decided in time, so this request expired.", "withdrawn")
    if is_connected and request.connection_id:
        yield _connected(request)
    if request.first_synced_at:
        yield TimelineEvent("live", f"First data is in {_plain_location(request)}.", "done")


def _edits(request: ConnectorRequest) -> Iterator[TimelineEvent]:
    for revision, edit in enumerate(request.edits, start=2):
        text = f"{request.name_of(request.requester)} edited the request. {edit_summary(edit)}."
        yield TimelineEvent(f"edited-{revision}", text)


def _decided(request: ConnectorRequest) -> TimelineEvent:
    assert request.decision
    verdict = decision_verdict(request)
    text = f"{verdict.capitalize()} by {request.name_of(request.decision.user_id)}."
    if request.decision.reason:
        text += f" Reason: {request.decision.reason}"
    return TimelineEvent(verdict, text, verdict)


def decision_verdict(request: ConnectorRequest) -> str:
    """Return what the decision was: "approved", "declined" or "withdrawn"."""
    is_ended = request.status in {Status.DECLINED, Status.WITHDRAWN}
    return request.status.value if is_ended else Status.APPROVED.value


def _connected(request: ConnectorRequest) -> TimelineEvent:
    location = f"It loads into {_plain_location(request)}."
    if request.answers.is_custom:
        return TimelineEvent("joined", f"Connection {request.connection_id} is built. {location}", "started")
    created = f"Development connection {request.connection_id} created. {location}"
    return TimelineEvent("created", f"{created} Its owner was asked for credentials.", "started")


def data_location(request: ConnectorRequest) -> str:
    """Return where the data is loaded, with the name in backticks."""
    return dataset_path(DEV_PROJECT, request.dataset, naming_family(request.answers.destination))


def _plain_location(request: ConnectorRequest) -> str:
    return data_location(request).replace("`", "")
