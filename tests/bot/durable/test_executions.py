"""Which execution of a workflow may go on."""

import sqlalchemy as sa

from bot.durable.executions import Executions
from bot.durable.queue_settings import CLICK_QUEUE
from bot.durable.work_table import enqueue, resume
from tests.support.work_queue_desk import Desk


def test_one_execution_goes_on() -> None:
    executions = Executions()

    with executions.run("post:1"):
        assert executions.is_latest("post:1")
        assert len(executions) == 1

    assert len(executions) == 0


def test_the_earlier_of_two_stays_behind_even_after_the_later_has_ended() -> None:
    executions = Executions()

    with executions.run("post:1"):
        with executions.run("post:1"):
            assert executions.is_latest("post:1")

        assert not executions.is_latest("post:1")


def test_another_workflow_changes_nothing() -> None:
    executions = Executions()

    with executions.run("post:1"):
        with executions.run("post:2"):
            assert executions.is_latest("post:2")

        assert executions.is_latest("post:1")


TAKEN_OVER = "UPDATE workflow_status SET executor_id = 'other' WHERE workflow_uuid = 'post:1'"


def test_a_process_that_counted_as_dead_begins_nothing_new(desk: Desk) -> None:
    desk.slack.answers.clear()
    enqueue(CLICK_QUEUE, "post:1", "post")
    assert desk.slack.is_called.wait(60)
    assert desk.database
    with desk.database.begin() as work:
        work.execute(sa.text(TAKEN_OVER))

    desk.slack.answers.set()

    assert desk.ended.acquire(timeout=60)
    assert desk.messages == []


def test_of_two_executions_in_one_process_the_later_goes_on(desk: Desk) -> None:
    desk.slack.answers.clear()
    enqueue(CLICK_QUEUE, "post:1", "post")
    assert desk.slack.is_called.wait(60)
    desk.slack.is_called.clear()
    assert resume("desk") == 1
    assert desk.slack.is_called.wait(60)

    desk.slack.answers.set()

    assert all(desk.ended.acquire(timeout=60) for _ in range(2))
    assert desk.messages == ["second"]
