"""A run of the custom step, from the moment a workflow starts it until there's a request, or an error."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from workflows.requests.mirrors import Message, StepGoal

FORM_PREFIX = "step-"
"""Begins the id of the form that completes a run; its request has the same."""
COMPLETION_PERIOD = timedelta(days=7)
"""How long the requester has to fill in what the workflow left open."""


class RunStatus(StrEnum):
    """What has happened to a run. The request of a `REQUESTED` run knows the rest."""

    RECEIVED = "received"
    ASKING = "asking"
    REQUESTED = "requested"
    FAILED = "failed"


@dataclass(frozen=True)
class StepRun:
    """A run of the step. `id` is Slack's id of the function execution."""

    id: str
    received_at: datetime
    requester: str
    """Slack user id; empty if the workflow named no one."""
    goal: StepGoal = StepGoal.TICKET
    inputs: Mapping[str, str | None] = field(default_factory=dict)
    """Answers that the workflow gave, by field of the form. They are deleted once there's a request, or an error."""
    status: RunStatus = RunStatus.RECEIVED
    question: Message | None = None
    """The direct message that asks the requester to complete the request."""
    service_id: str = ""
    service_name: str = ""
    missing: tuple[str, ...] = ()
    """Fields of the form that the requester has to fill in."""
    error: str = ""
    """Why the run failed, in words for the author of the workflow."""
    is_in_sync: bool = False
    attempts: int = 0
    retry_at: datetime | None = None

    @property
    def form_id(self) -> str:
        """The id of the form that completes the run; its request is stored under it, once."""
        return f"{FORM_PREFIX}{self.id}"

    @property
    def completes_by(self) -> datetime:
        """When the run fails if the requester hasn't completed the request."""
        return self.received_at + COMPLETION_PERIOD


def run_of_form(form_id: str) -> str | None:
    """Return the id of the run that a form completes; None for other forms."""
    return form_id.removeprefix(FORM_PREFIX) if form_id.startswith(FORM_PREFIX) else None
