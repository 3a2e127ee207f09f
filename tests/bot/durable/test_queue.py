"""What people, the timetable, and workflows put on the queues."""

from datetime import UTC, datetime, timedelta

import pytest
from dbos import DBOS

from bot.durable.queue import HINT_WINDOW_SECONDS, DbosWorkQueue
from bot.durable.queue_settings import (
    CHANNEL_QUEUE,
    CLICK_QUEUE,
    HINT_QUEUE,
    TIMETABLE_QUEUE,
)
from bot.durable.work_table import enqueue
from tests.bot.store.test_requests import Watch
from tests.support.work_queue_desk import BO, Desk, ids
from workflows.requests.ports import PendingNotification

NO_WORKER = "nowhere"
"""A queue that no process works on."""


pytestmark = pytest.mark.usefixtures("desk")


def test_clicks_hints_messages_and_the_timetable_share_no_queue(desk: Desk) -> None:
    queue = DbosWorkQueue(Watch(), "C1")
    queue.check_ticket_soon("10007")
    queue.check_person_soon("U0ADA")
    queue.poll_soon("dev")
    queue.notify(PendingNotification("zoom-1", 1))
    queue.link_connection("click", "unknown", "brisk_otter", BO)

    found = {one.name: one.queue_name for one in DBOS.list_workflows()}

    assert found == {
        "apply_ticket_decision": HINT_QUEUE,
        "notice_departure": HINT_QUEUE,
        "poll_group": TIMETABLE_QUEUE,
        "notify": CHANNEL_QUEUE,
        "link_connection": CLICK_QUEUE,
    }


def test_hints_about_a_ticket_in_one_second_cause_one_check(desk: Desk) -> None:
    queue = DbosWorkQueue(Watch(), "C1")

    for _ in range(3):
        queue.check_ticket_soon("10007")

    assert len(ids("apply_ticket_decision:10007:")) == 1


def test_hints_about_a_group_in_one_window_cause_one_poll_after_the_last_of_them() -> None:
    watch = Watch()
    at = int(watch.time.timestamp()) // HINT_WINDOW_SECONDS * HINT_WINDOW_SECONDS
    watch.time = datetime.fromtimestamp(at, UTC)
    queue = DbosWorkQueue(watch, "C1")

    for _ in range(HINT_WINDOW_SECONDS):
        queue.poll_soon("dev")
        watch.time += timedelta(seconds=1)
    queue.poll_soon("dev")

    assert sorted(ids("")) == [f"hint:dev:{at + number * HINT_WINDOW_SECONDS}" for number in (1, 2)]


def test_a_notification_that_waits_is_not_enqueued_again() -> None:
    watch = Watch()
    queue = DbosWorkQueue(watch, "C1")
    enqueue(NO_WORKER, "notify:zoom-1:1:0", "notify", "zoom-1", partition="C1")

    for _sweep in range(3):
        watch.time += timedelta(seconds=10)
        queue.notify(PendingNotification("zoom-1", 2))
    queue.notify(PendingNotification("zoom-11", 1))

    assert {name.rpartition(":")[0] for name in ids("notify:")} == {"notify:zoom-1:1", "notify:zoom-11:1"}


def test_a_notification_that_runs_is_enqueued_again_only_for_a_new_version(desk: Desk) -> None:
    watch = Watch()
    queue = DbosWorkQueue(watch, "C1")
    desk.slack.answers.clear()
    queue.notify(PendingNotification("zoom-1", 1))
    assert desk.slack.is_called.wait(60)

    for version in (1, 1, 2, 2):
        watch.time += timedelta(seconds=10)
        queue.notify(PendingNotification("zoom-1", version))
    desk.slack.answers.set()

    assert {name.rpartition(":")[0] for name in ids("notify:")} == {"notify:zoom-1:1", "notify:zoom-1:2"}
    assert len(ids("notify:")) == 2
