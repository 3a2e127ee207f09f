"""What is stored, what waits, and what happens while the database is away."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from dbos import DBOS

from bot.durable.queue_settings import CLICK_QUEUE
from bot.durable.work_table import WORK_TABLES, WorkTable, enqueue, fresh_id, queue_waits, release_delayed
from bot.sqlite.write_lock import SqliteWriteLock
from bot.store.database import connect
from tests.support.work_queue_desk import BO, Desk, ids, run
from workflows.errors import Unavailable

NO_WORKER = "nowhere"
"""A queue that no process works on."""


pytestmark = pytest.mark.usefixtures("desk")


def test_a_database_that_is_locked_refuses_work_instead_of_hanging(desk: Desk) -> None:
    table = WORK_TABLES[-1]
    with table.client(), pytest.raises(Unavailable, match="database"), table._write_lock.held(patience=0.01):
        pass  # the lock is held


def test_a_database_that_is_away_refuses_work_at_once() -> None:
    table = WorkTable(connect("postgresql://postgres@127.0.0.1:1/desk"))

    with pytest.raises(Unavailable, match="database"), table.client() as client:
        client.list_workflows(limit=1)

    table.close()


def test_writers_never_wait_for_each_other_on_postgres() -> None:
    lock = SqliteWriteLock("postgresql")

    with lock.held(), lock.held(patience=0):
        pass


def test_what_is_stored_is_json(desk: Desk) -> None:
    run("actor:1", "actor", BO)

    assert desk.database
    with desk.database.connect() as connection:
        (stored,) = connection.execute(sa.text("SELECT inputs FROM workflow_input")).scalars()
    assert stored == ('{"args":[{"user_id":"U0BO","team_id":"T0DESK","channel":"C1","seen_revision":2}],"kwargs":{}}')


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", {1: "a number as a key"}])
def test_what_is_not_json_is_refused_when_it_is_enqueued(value: object) -> None:
    with pytest.raises(TypeError):
        enqueue(NO_WORKER, "refused:1", "actor", value)

    assert ids("refused:") == []


def test_an_id_is_fresh_in_each_period() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    times = [now, now + timedelta(seconds=9), now + timedelta(seconds=10)]

    first, same, later = [fresh_id("notify:zoom-1:1", time, 10) for time in times]

    assert first == same != later


def test_what_waits_for_a_time_starts_when_the_clock_was_set_back() -> None:
    for number in range(2):
        enqueue(CLICK_QUEUE, f"later:{number}", "nothing", delay=3_600)

    release_delayed()

    for number in range(2):
        DBOS.retrieve_workflow(f"later:{number}").get_result()


def test_the_wait_of_a_queue_is_that_of_its_oldest_work(desk: Desk) -> None:
    run("done")
    assert set(queue_waits().values()) == {0.0}

    assert desk.database
    with desk.database.begin() as work:
        for name, seconds in (("older", 90), ("newer", 30)):
            work.execute(sa.text(WAITING), {"name": name, "created": (time.time() - seconds) * 1_000})

    assert 90 <= queue_waits()["clicks"] < 100


WAITING = """INSERT INTO workflow_status
(workflow_uuid, status, name, queue_name, application_version, created_at, updated_at, priority)
VALUES (:name, 'ENQUEUED', 'nothing', 'clicks', 'of another bot', :created, :created, 0)"""
