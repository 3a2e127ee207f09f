"""What each workflow has in common: where it runs, how it's logged, what deletes it."""

import time

import pytest
from dbos import DBOS

from bot.durable.queue_settings import CHANNEL_QUEUE
from bot.durable.work_table import enqueue
from bot.durable.workflow_names import BACKGROUND_WORKFLOWS, REGISTERED_WORKFLOWS
from tests.support.work_queue_desk import BO, Desk, run
from workflows.permissions import Actor

pytestmark = pytest.mark.usefixtures("desk")


def test_the_jobs_that_requests_need_are_background_workflows() -> None:
    jobs = set(REGISTERED_WORKFLOWS) & set(BACKGROUND_WORKFLOWS)

    assert jobs >= {
        "apply_ticket_decisions",
        "expire",
        "refresh_catalog",
        "poll_group",
        "reconcile",
        "notify",
    }


def test_messages_in_a_channel_are_a_second_apart(desk: Desk) -> None:
    begun = time.monotonic()

    for number in range(3):
        enqueue(CHANNEL_QUEUE, f"message:{number}", "notify", "zoom-1", partition="C1")
    for number in range(3):
        DBOS.retrieve_workflow(f"message:{number}").get_result()

    assert time.monotonic() - begun >= 3


def test_a_click_of_an_older_deploy_runs_with_new_and_without_old_fields(desk: Desk) -> None:
    older = {"user_id": "U0BO", "team_id": "T0DESK", "channel": "C1", "favourite_color": "teal"}

    run("actor:1", "actor", older)
    run("actor:2", "actor", BO)

    assert desk.actors == [Actor("U0BO", "T0DESK", "C1", seen_revision=None), BO]


def test_a_tick_of_an_older_deploy_ends() -> None:
    run("reconcile_lagging:60", "reconcile_lagging")

    assert DBOS.retrieve_workflow("reconcile_lagging:60").get_status().status == "SUCCESS"
