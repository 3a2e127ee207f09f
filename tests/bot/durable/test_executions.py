"""Which execution of a workflow may go on."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.durable.executions import Executions
from bot.durable.queue_settings import CLICK_QUEUE
from bot.durable.work_table import WORK_TABLES, WorkTable, enqueue, resume
from tests.support.work_queue_desk import Desk, messenger


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
WHAT = pytest.mark.parametrize(("workflow", "message"), [("post", "second"), ("reply", "reply")])
"""What a workflow does after Slack has hung: it posts, or replies to one person."""


@pytest.mark.parametrize("workflow", ["post", "reply"])
def test_a_process_that_counted_as_dead_says_nothing_new(desk: Desk, workflow: str) -> None:
    begin(desk, workflow)
    assert desk.database
    with desk.database.begin() as work:
        work.execute(sa.text(TAKEN_OVER))

    desk.slack.answers.set()

    assert desk.ended.acquire(timeout=60)
    assert desk.messages == []


@WHAT
def test_of_two_executions_in_one_process_the_later_goes_on(desk: Desk, workflow: str, message: str) -> None:
    begin(desk, workflow)
    desk.slack.is_called.clear()
    assert resume("desk") == 1
    assert desk.slack.is_called.wait(60)

    desk.slack.answers.set()

    assert all(desk.ended.acquire(timeout=60) for _ in range(2))
    assert desk.messages == [message]


@WHAT
def test_a_workflow_that_is_ours_goes_on(desk: Desk, workflow: str, message: str) -> None:
    begin(desk, workflow)

    desk.slack.answers.set()

    assert desk.ended.acquire(timeout=60)
    assert desk.messages == [message]


def test_a_reply_does_not_wait_for_a_database_that_is_away(desk: Desk, tmp_path: Path) -> None:
    begin(desk, "reply")
    away = WorkTable(sa.create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'desk.sqlite3'}"))
    WORK_TABLES.append(away)

    desk.slack.answers.set()

    assert desk.ended.acquire(timeout=60)
    WORK_TABLES.remove(away)
    assert desk.messages == ["reply"]


def test_a_reply_outside_a_workflow_asks_no_database() -> None:
    messages = list[str]()
    assert WORK_TABLES == []  # a question to it would be an error

    messenger(messages).send_private("C1", "U0BO", "reply")

    assert messages == ["reply"]


def begin(desk: Desk, workflow: str) -> None:
    """Run a workflow until it waits for Slack."""
    desk.slack.answers.clear()
    enqueue(CLICK_QUEUE, "post:1", workflow)
    assert desk.slack.is_called.wait(60)
