"""What the ticket and the thread hear of a request: derived from its facts, so nothing is forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.catalog.destination import family_of, place
from workflows.requests.custom_connector import checklist
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CONNECTED, Status

DEV_PROJECT = "dev-fivetran"
"""The Google Cloud project that the development destination writes to."""


@dataclass(frozen=True)
class Milestone:
    """Something worth a comment. `outcome` is what it means for the ticket's workflow, if anything."""

    key: str
    text: str
    outcome: str | None = None


def milestones(request: ConnectorRequest) -> Iterator[Milestone]:
    """Everything that has happened to `request` so far, oldest first, in plain words without Slack ids."""
    for number, edit in enumerate(request.edits, start=2):
        asker = request.name_of(request.requester)
        yield Milestone(f"edited-{number}", f"{asker} changed the request. " + "; ".join(edit.changes))
    if request.decision:
        yield _decided(request)
    if request.answers.is_custom and request.status in {Status.BEING_BUILT, *CONNECTED}:
        steps = "\n".join(f"☐ {step}" for step in checklist(request.answers, request.dataset))
        yield Milestone("building", f"To be built, in the development environment first:\n{steps}", "started")
    if request.status is Status.EXPIRED:
        yield Milestone("expired", "Nobody decided in time, so this request has expired.", "withdrawn")
    if request.status in CONNECTED and request.connection_id:
        yield _connected(request)
    if request.first_synced_at:
        yield Milestone("live", f"First data is in {_where(request)}.", "done")


def landing(request: ConnectorRequest) -> str:
    """Where its data lands, with the name in backticks."""
    return place(DEV_PROJECT, request.dataset, family_of(request.answers.destination))


def _where(request: ConnectorRequest) -> str:
    return landing(request).replace("`", "")


def _connected(request: ConnectorRequest) -> Milestone:
    where = f"it loads into {_where(request)}."
    if request.answers.is_custom:
        return Milestone(
            "joined", f"The connection {request.connection_id} that was built is there; {where}", "started"
        )
    created = f"Development connection {request.connection_id} created; {where}"
    text = f"{created} Its owner has been asked for credentials."
    return Milestone("created", text, "started")


VERDICTS: dict[Status, str] = {Status.DECLINED: "declined", Status.WITHDRAWN: "withdrawn"}


def _decided(request: ConnectorRequest) -> Milestone:
    assert request.decision
    verdict = VERDICTS.get(request.status, "approved")
    text = f"{verdict.capitalize()} by {request.name_of(request.decision.by)}."
    if request.decision.reason:
        text += f" Reason: {request.decision.reason}"
    return Milestone(verdict, text, verdict)
