"""The workflow that sent a request gets one answer, when the request is as far as the workflow waits for."""

from dataclasses import replace

import pytest

from tests.support.fake_request_ports import World
from tests.support.sample_data import ANSWERS, MONDAY, TICKET, a_connected_request, a_request_with_ticket
from workflows.connections.model import CONNECTION_PAGE_URL
from workflows.errors import Unavailable
from workflows.requests.answers import Sensitivity
from workflows.requests.custom_step import answer_custom_step, has_reached, step_outputs
from workflows.requests.mirrors import CustomStep, StepGoal
from workflows.requests.model import ConnectorRequest
from workflows.requests.reconcile import reconcile
from workflows.requests.state_machine import CLOSED_STATUSES, Status

STEP = CustomStep("Fx1", StepGoal.TICKET)
SENT = a_request_with_ticket(custom_step=STEP)
BEFORE_DECISION = {Status.SUBMITTED, Status.AWAITING_APPROVAL, Status.APPROVED}


@pytest.mark.parametrize("status", Status)
def test_each_goal_is_reached_at_its_time_and_at_the_end(status: Status) -> None:
    request = SENT.evolve(status=status, ticket=None)

    assert has_reached(request, StepGoal.TICKET) is (status not in BEFORE_DECISION)
    assert has_reached(request.evolve(ticket=TICKET), StepGoal.TICKET)
    assert has_reached(request, StepGoal.DECISION) is (status not in BEFORE_DECISION)
    assert has_reached(request, StepGoal.DATA) is (status in CLOSED_STATUSES)
    assert has_reached(request.evolve(first_synced_at=MONDAY), StepGoal.DATA)


def test_the_answer_is_given_once() -> None:
    world = World({SENT.id: SENT})

    request = answer_custom_step(answer_custom_step(SENT, world.ports()), world.ports())

    assert [call for call in world.happened if call.startswith("complete step Fx1")] == world.happened[:1]
    assert len([call for call in world.happened if "complete step" in call]) == 1
    assert request.mirrored_events == {"custom step:answered"}


def test_a_request_of_a_person_answers_no_workflow() -> None:
    world = World({SENT.id: a_request_with_ticket()})

    answer_custom_step(a_request_with_ticket(), world.ports())

    assert world.happened == []


def test_an_answer_that_slack_does_not_take_now_is_given_later() -> None:
    world = World({SENT.id: SENT}, trouble={"complete step": Unavailable("Slack isn't responding.")})
    reconcile(SENT.id, world.ports())
    assert world.in_sync_ids == []

    world.trouble = {}
    reconcile(SENT.id, world.ports())

    assert len([call for call in world.happened if "complete step" in call]) == 1
    assert world.in_sync_ids == [SENT.id]


def test_a_workflow_gets_the_state_in_words_and_as_a_slug_and_the_links() -> None:
    assert step_outputs(a_connected_request(), CONNECTION_PAGE_URL) == {
        "state": "awaiting credentials",
        "state_slug": "awaiting_credentials",
        "ticket_key": "DSRE-7",
        "ticket_link": "https://jira.example/browse/DSRE-7",
        "connection_link": "https://fivetran.com/dashboard/connections/polite_otter/status",
    }


@pytest.mark.parametrize("status", [Status.APPROVED, Status.AWAITING_CREDENTIALS, Status.SYNCING_HISTORY])
def test_a_workflow_gets_no_more_of_a_confidential_request_than_its_redacted_card_shows(status: Status) -> None:
    answers = replace(ANSWERS, sensitivity=Sensitivity.PERSONAL)
    request: ConnectorRequest = a_connected_request(answers=answers, status=status)

    outputs = step_outputs(request, CONNECTION_PAGE_URL)

    assert outputs["state_slug"] == "approved"
    assert "connection_link" not in outputs
