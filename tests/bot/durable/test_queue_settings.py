"""A flood in one queue delays no other one."""

import pytest
import sqlalchemy as sa
from dbos import DBOS

from bot.durable.queue_settings import (
    CHANNEL_QUEUE,
    HINT_QUEUE,
    MAX_RUNNING_HINTS,
    QUESTION_QUEUE,
    REQUEST_QUEUE,
    TIMETABLE_QUEUE,
)
from bot.durable.work_table import enqueue
from tests.support.work_queue_desk import Desk, run

pytestmark = pytest.mark.usefixtures("desk")


def test_a_flood_of_hints_delays_no_click(desk: Desk) -> None:
    desk.slack.answers.clear()
    for number in range(4 * MAX_RUNNING_HINTS):
        enqueue(HINT_QUEUE, f"hint:{number}", "notify", "a ticket")
    assert desk.slack.is_called.wait(60)

    run("click:1", "nothing")

    assert len(DBOS.list_workflows(workflow_id_prefix="hint:", status="PENDING")) <= MAX_RUNNING_HINTS
    desk.slack.answers.set()
    for number in range(4 * MAX_RUNNING_HINTS):
        DBOS.retrieve_workflow(f"hint:{number}").get_result()


def test_a_flood_of_questions_and_polls_delays_no_click(desk: Desk) -> None:
    desk.slack.answers.clear()
    for number in range(30):
        for queue in (QUESTION_QUEUE, TIMETABLE_QUEUE, CHANNEL_QUEUE, REQUEST_QUEUE):
            enqueue(queue, f"slow:{queue}:{number}", "notify", "a question", partition=str(number))
    assert desk.slack.is_called.wait(60)

    run("click:1", "nothing")

    assert DBOS.list_workflows(workflow_id_prefix="slow:", status="SUCCESS") == []
    desk.slack.answers.set()


def test_clicks_of_a_clock_that_was_set_back_delay_no_click(desk: Desk) -> None:
    for number in range(12):
        run(f"click:{number}", "nothing")
    enqueue(CHANNEL_QUEUE, "message:1", "notify", "zoom-1", partition="C1")
    DBOS.retrieve_workflow("message:1").get_result()
    assert desk.database
    with desk.database.begin() as connection:
        connection.execute(sa.text("UPDATE workflow_status SET started_at_epoch_ms = started_at_epoch_ms + 3600000"))

    run("click:after", "nothing")
    enqueue(CHANNEL_QUEUE, "message:2", "notify", "zoom-1", partition="C1")
    DBOS.retrieve_workflow("message:2").get_result()
