"""Work goes on after a crash and after a stop."""

import logging
import threading
from datetime import timedelta

import pytest
from dbos import DBOS

from bot.durable.queue_settings import CLICK_QUEUE
from bot.durable.work_table import enqueue
from tests.support.work_queue_desk import Desk

pytestmark = pytest.mark.usefixtures("desk")


def test_a_click_that_waits_at_shutdown_goes_on_after_the_start(desk: Desk) -> None:
    desk.patience = timedelta(hours=1)
    enqueue(CLICK_QUEUE, "click:1", "click")
    assert desk.fivetran.is_called.wait(60)
    desk.stop()
    assert desk.messages == []

    desk.patience = timedelta(0)
    desk.start()
    DBOS.retrieve_workflow("click:1").get_result()

    assert desk.messages == ["Fivetran didn't respond."]


def test_a_replayed_click_skips_its_write_and_reads_the_result_again(desk: Desk) -> None:
    desk.crashes = 1
    crash_and_replay("click:1", "update_then_crash", desk)

    assert desk.questions.updates == 1
    assert desk.messages == ["q1"]


def test_a_click_whose_write_changed_what_it_reads_reports_no_conflict(desk: Desk) -> None:
    desk.crashes = 1
    crash_and_replay("click:1", "changed_by_its_own_write", desk)

    assert desk.questions.updates == 1
    assert DBOS.retrieve_workflow("click:1").get_status().status == "SUCCESS"


def crash_and_replay(workflow_id: str, name: str, desk: Desk) -> None:
    enqueue(CLICK_QUEUE, workflow_id, name)
    crashed = threading.Event()
    for _ in range(600):
        if not desk.crashes:
            break
        crashed.wait(0.05)
    desk.stop()
    desk.start()
    DBOS.retrieve_workflow(workflow_id).get_result()


LATE_CLAIM = "Error executing workflow expire:1: DBOS Error: Executor accessed before DBOS was launched"


def test_work_taken_during_the_stop_is_not_an_error(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("dbos")

    log.error("%s, running", LATE_CLAIM)
    desk.stop()
    log.error("%s, stopped", LATE_CLAIM)
    desk.start()

    assert [line for line in caplog.messages if LATE_CLAIM in line] == [f"{LATE_CLAIM}, running"]
