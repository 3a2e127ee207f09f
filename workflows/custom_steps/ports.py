"""The ports of custom steps, implemented in `bot`. Every method can raise `Refused` or `Unavailable`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from workflows.custom_steps.model import RunStatus, StepRun
from workflows.ports import Clock, Directory
from workflows.requests.answers import Answers
from workflows.requests.mirrors import Message
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import CustomStepAnswers, WorkQueue


@dataclass(frozen=True)
class FilledForm:
    """The request form, filled with what a workflow gave and with what the form proposes."""

    service_id: str
    service_name: str
    answers: Answers | None
    """None if the requester has to complete the form."""
    missing: tuple[str, ...] = ()
    """Fields of the form that nothing can be proposed for."""


class StepRuns(Protocol):
    """Storage of runs."""

    def save(self, run: StepRun) -> None:
        """Save a new run. A run that is saved already stays as it is."""
        ...

    def get(self, run_id: str) -> StepRun:
        """Return a run; raise `Refused` if it doesn't exist."""
        ...

    def move(self, run: StepRun, status: RunStatus, **changes: object) -> StepRun | None:
        """Give a run another status, and change other fields; None if its status has changed meanwhile."""
        ...

    def update(self, run: StepRun, **changes: object) -> None:
        """Change fields, if the status is still that of `run`."""
        ...

    def out_of_sync(self, now: datetime) -> Sequence[str]:
        """Return the ids of the runs that are out of sync and due."""
        ...


class StepRequests(Protocol):
    """The requests that runs lead to, by the id of their form."""

    def of_submission(self, submission: str) -> ConnectorRequest | None:
        """Return the request of a form, if it was sent."""
        ...

    def add(self, request: ConnectorRequest, submission: str) -> ConnectorRequest:
        """Save a new request; if the form was sent already, return its request."""
        ...


class StepForms(Protocol):
    """The request form, without a person in front of it."""

    def fill(self, requester: str, answers: Mapping[str, str | None]) -> FilledForm:
        """Fill the form as a person would. Raises `Refused` for an answer of the workflow that the form refuses."""
        ...


class StepMessages(Protocol):
    """The direct message that asks the requester to complete a request."""

    def ask(self, run: StepRun) -> Message:
        """Send it, once for each run. Raises `PersonUnreachable`."""
        ...

    def show_end(self, run: StepRun) -> None:
        """Replace its button by what came of it."""
        ...


class RunQueue(Protocol):
    """Durable work to be done soon."""

    def advance(self, run: StepRun) -> None:
        """Do what is next for a run."""
        ...


@dataclass(frozen=True)
class StepPorts:
    """All ports of custom steps."""

    clock: Clock
    directory: Directory
    runs: StepRuns
    requests: StepRequests
    forms: StepForms
    messages: StepMessages
    answers: CustomStepAnswers
    requests_queue: WorkQueue
    queue: RunQueue
    new_id: Callable[[], str]
    channel: str
    """The channel of the requests."""
