"""What the ticket and the thread hear of a request: derived from its facts, so nothing is forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.life import CONNECTED, Status
from workflows.request import ConnectorRequest

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
    if request.decision:
        yield _decided(request)
    if request.status is Status.EXPIRED:
        yield Milestone("expired", "Nobody decided in time, so this request has expired.", "withdrawn")
    if request.status in CONNECTED and request.connection_id:
        yield Milestone(
            "created",
            f"Development connection {request.connection_id} created; it loads into {DEV_PROJECT}."
            f"{request.dataset}. Its owner has been asked for credentials.",
            "started",
        )
    if request.first_synced_at:
        yield Milestone("live", f"First data is in {DEV_PROJECT}.{request.dataset}.", "done")


VERDICTS: dict[Status, str] = {Status.DECLINED: "declined", Status.WITHDRAWN: "withdrawn"}


def _decided(request: ConnectorRequest) -> Milestone:
    assert request.decision
    verdict = VERDICTS.get(request.status, "approved")
    text = f"{verdict.capitalize()} by {request.name_of(request.decision.by)}."
    if request.decision.reason:
        text += f" Reason: {request.decision.reason}"
    return Milestone(verdict, text, verdict)
