"""A run of the step leads to one request or one error, whatever happens twice or in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.fake_request_ports import World
from tests.support.sample_data import ANSWERS, MONDAY
from workflows.custom_steps.advance import advance_lagging_runs, advance_step_run
from workflows.custom_steps.model import RunStatus, StepRun, run_of_form
from workflows.custom_steps.ports import FilledForm, StepPorts
from workflows.errors import DeskError, PersonUnreachable, Refused, Unavailable
from workflows.requests.mirrors import CustomStep, Message, StepGoal
from workflows.requests.model import ConnectorRequest

QUESTION = Message("D0ADA", "1.0")
COMPLETE = FilledForm("salesforce", "Salesforce", ANSWERS)
INCOMPLETE = FilledForm("stripe", "Stripe", None, ("sensitivity",))
INPUTS = {"service": "Salesforce", "business_owner": "U0ADA", "purpose": "Sales forecast"}


@dataclass
class Desk:
    """The ports of custom steps in memory, and what happened."""

    run: StepRun
    form: FilledForm = COMPLETE
    world: World = field(default_factory=World)
    by_form: dict[str, ConnectorRequest] = field(default_factory=dict)
    reconciled: list[str] = field(default_factory=list)
    happened: list[str] = field(default_factory=list)
    trouble: dict[str, DeskError] = field(default_factory=dict)
    now_: datetime = MONDAY

    def now(self) -> datetime:
        return self.now_

    def ports(self) -> StepPorts:
        one: Any = self
        world: Any = self.world
        return StepPorts(one, world, one, one, one, one, one, one, one, lambda: "7f3c9a", "C0FIVETRAN")

    def advance_(self) -> StepRun:
        """Do what is next, as the queue does."""
        advance_step_run(self.run.id, self.ports())
        return self.run

    def record(self, what: str) -> None:
        if what.split()[0] in self.trouble:
            raise self.trouble[what.split()[0]]
        self.happened.append(what)

    # ports

    def get(self, _run_id: str) -> StepRun:
        return self.run

    def move(self, run: StepRun, status: RunStatus, **changes: Any) -> StepRun | None:
        if run.status is not self.run.status:
            return None
        self.run = replace(self.run, status=status, **changes)
        return self.run

    def update(self, run: StepRun, **changes: Any) -> None:
        if run.status is self.run.status:
            self.run = replace(self.run, **changes)

    def out_of_sync(self, _now: datetime) -> Sequence[str]:
        return [] if self.run.is_in_sync else [self.run.id]

    def of_submission(self, submission: str) -> ConnectorRequest | None:
        return self.by_form.get(submission)

    def add(self, request: ConnectorRequest, submission: str) -> ConnectorRequest:
        self.record("add")
        return self.by_form.setdefault(submission, request)

    def fill(self, requester: str, answers: Mapping[str, str | None]) -> FilledForm:
        self.record(f"fill {requester} {answers['service']}")
        return self.form

    def ask(self, run: StepRun) -> Message:
        self.record(f"ask {run.requester} {', '.join(run.missing)}")
        return QUESTION

    def show_end(self, run: StepRun) -> None:
        self.record(f"show {run.status}")

    def fail(self, run_id: str, error: str) -> None:
        self.record(f"fail {run_id}: {error}")

    def reconcile(self, request: ConnectorRequest) -> None:
        self.reconciled.append(request.id)

    def advance(self, run: StepRun) -> None:
        self.happened.append(f"enqueue {run.id}")


def received(**facts: Any) -> StepRun:
    return replace(StepRun("Fx1", MONDAY, "U0ADA", StepGoal.DECISION, INPUTS), **facts)


def asking(**facts: Any) -> StepRun:
    known = {"status": RunStatus.ASKING, "question": QUESTION, "service_id": "stripe", "service_name": "Stripe"}
    return received(**(known | facts))


def test_a_complete_run_becomes_a_request_that_knows_its_workflow() -> None:
    desk = Desk(received())

    run = desk.advance_()

    request = desk.by_form["step-Fx1"]
    assert (request.requester, request.answers) == ("U0ADA", ANSWERS)
    assert request.custom_step == CustomStep("Fx1", StepGoal.DECISION)
    assert desk.reconciled == ["7f3c9a"]
    assert (run.status, run.is_in_sync, run.inputs) == (RunStatus.REQUESTED, True, {})


def test_a_crash_after_the_request_was_saved_makes_no_second_one() -> None:
    desk = Desk(received())
    desk.advance_()
    desk.run = received()

    desk.advance_()

    assert desk.happened == ["fill U0ADA Salesforce", "add"]
    assert desk.run.status is RunStatus.REQUESTED


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (received(requester="U0GUS"), "“Requester”: Guests can't do that. Ask a full member of this workspace."),
        (received(requester="U0PIA"), "“Requester”: Only members of this workspace can do that."),
        (received(requester="U0DORA"), "“Requester”: This account can't do that."),
    ],
)
def test_only_full_members_of_the_workspace_request(run: StepRun, words: str) -> None:
    desk = Desk(run)

    failed = desk.advance_()

    assert desk.happened == [f"fail Fx1: {words}"]
    assert (failed.status, failed.is_in_sync, failed.inputs) == (RunStatus.FAILED, True, {})


def test_a_requester_who_lost_their_account_a_moment_ago_sends_no_request() -> None:
    desk = Desk(received())
    desk.world.removed_lately = frozenset({"U0ADA"})

    desk.advance_()

    assert desk.happened == ["fail Fx1: “Requester”: This account can't do that."]


def test_what_the_form_refuses_fails_with_its_words() -> None:
    desk = Desk(received(), trouble={"fill": Refused("“Service”: No service is called “x”.")})

    desk.advance_()

    assert desk.happened == ["fail Fx1: “Service”: No service is called “x”."]


def test_the_requester_is_asked_for_what_is_missing_and_their_form_ends_the_question() -> None:
    desk = Desk(received(), INCOMPLETE)

    run = desk.advance_()
    assert desk.happened == ["fill U0ADA Salesforce", "ask U0ADA sensitivity"]
    assert (run.status, run.retry_at) == (RunStatus.ASKING, MONDAY + timedelta(days=7))
    assert run.inputs == INPUTS

    desk.by_form["step-Fx1"] = ConnectorRequest("7f3c9a", "U0ADA", "C0FIVETRAN", MONDAY, ANSWERS)
    desk.run = replace(desk.run, status=RunStatus.REQUESTED)
    run = desk.advance_()

    assert desk.happened[2:] == ["show requested"]
    assert (run.is_in_sync, run.inputs) == (True, {})


def test_a_form_that_was_not_saved_after_all_can_be_sent_again() -> None:
    desk = Desk(asking(status=RunStatus.REQUESTED))

    assert desk.advance_().status is RunStatus.ASKING
    assert not desk.run.is_in_sync


def test_a_question_that_is_not_answered_in_time_fails_the_step_once() -> None:
    desk = Desk(asking())
    desk.advance_()
    assert desk.happened == []

    desk.now_ = MONDAY + timedelta(days=7)
    desk.advance_()
    desk.advance_()

    assert desk.happened == [
        "fail Fx1: The requester didn't complete the request within 7 days.",
        "show failed",
    ]


def test_a_requester_who_gets_no_messages_fails_the_step() -> None:
    desk = Desk(received(), INCOMPLETE, trouble={"ask": PersonUnreachable("No.", "user_not_found")})

    desk.advance_()

    assert desk.run.status is RunStatus.FAILED
    assert "Slack doesn't deliver my message" in desk.run.error


@pytest.mark.parametrize("call", ["fill", "add", "ask"])
def test_what_is_unavailable_is_retried_by_the_sweep(call: str) -> None:
    desk = Desk(
        received(), INCOMPLETE if call == "ask" else COMPLETE, trouble={call: Unavailable("Slack isn't responding.")}
    )
    run = desk.advance_()
    first = RunStatus.ASKING if call == "ask" else RunStatus.RECEIVED
    assert (run.status, run.attempts, run.is_in_sync) == (first, 1, False)

    desk.trouble = {}
    advance_lagging_runs(desk.ports())
    desk.advance_()

    assert "enqueue Fx1" in desk.happened
    assert desk.run.status in (RunStatus.REQUESTED, RunStatus.ASKING)


def test_an_error_that_slack_does_not_take_now_is_reported_later() -> None:
    desk = Desk(received(status=RunStatus.FAILED, error="Wrong."), trouble={"fail": Unavailable("Slack is away.")})
    assert not desk.advance_().is_in_sync

    desk.trouble = {}

    assert desk.advance_().is_in_sync
    assert desk.happened == ["fail Fx1: Wrong."]


def test_only_forms_of_runs_belong_to_a_run() -> None:
    assert run_of_form(received().form_id) == "Fx1"
    assert run_of_form("7f3c9a") is None
