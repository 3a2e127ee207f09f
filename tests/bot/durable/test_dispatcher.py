"""Queued work starts at once, and a quiet process hardly asks for it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from dbos import DBOS
from sqlalchemy import Engine, event

from bot.durable import engine
from bot.durable.arrivals import ARRIVALS
from bot.durable.dispatcher import BUSY_SECONDS, PAUSES, QUIET_SECONDS, Dispatcher, Turn
from bot.durable.queue_settings import CHANNEL_QUEUE, CLICK_QUEUE, HINT_QUEUE
from bot.durable.work_table import enqueue, release_delayed, resume
from tests.support.work_queue_desk import Desk, run

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def dispatcher() -> Dispatcher:
    """A second look at the queues of the desk, which the test takes when it wants to."""
    return Dispatcher(engine.DISPATCHERS[-1].dbos, [])


@contextmanager
def counting(database: Engine, kind: str = "") -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if kind in statement:
            statements.append(statement)

    event.listen(database, "before_cursor_execute", note)
    yield statements
    event.remove(database, "before_cursor_execute", note)


def in_database(desk: Desk, statement: str) -> None:
    assert desk.database
    with desk.database.begin() as connection:
        connection.execute(sa.text(statement))


def test_a_look_at_quiet_queues_is_one_statement(desk: Desk, dispatcher: Dispatcher) -> None:
    run("done")
    assert desk.database

    with counting(desk.database, "GROUP BY") as statements:
        assert dispatcher.dispatch() == QUIET_SECONDS

    assert len(statements) == 1


def test_dbos_itself_asks_nothing() -> None:
    run("done")
    pollers = [
        thread for thread in threading.enumerate() if thread.name.startswith(("queue-worker", "dbos-background"))
    ]

    for poller in pollers:
        poller.join(60)

    assert [poller for poller in pollers if poller.is_alive()] == []


def test_work_that_waits_for_other_work_is_looked_at_soon(desk: Desk, dispatcher: Dispatcher) -> None:
    desk.slack.answers.clear()
    for number in range(2):
        enqueue(CHANNEL_QUEUE, f"message:{number}", "notify", "zoom-1", partition="C1")
    assert desk.slack.is_called.wait(60)

    assert dispatcher.find_waiting().queues == {CHANNEL_QUEUE}
    assert dispatcher.dispatch() == BUSY_SECONDS

    desk.slack.answers.set()
    DBOS.retrieve_workflow("message:1").get_result()


def test_the_next_look_is_when_delayed_work_is_due(dispatcher: Dispatcher) -> None:
    enqueue(CLICK_QUEUE, "hours", "nothing", delay=3_600)
    assert dispatcher.dispatch() == QUIET_SECONDS

    enqueue(CLICK_QUEUE, "soon", "nothing", delay=1.5)
    assert 0 <= dispatcher.dispatch() <= 1.5

    DBOS.retrieve_workflow("soon").get_result()


def test_a_queue_with_a_limit_is_looked_at_less_often() -> None:
    turn, begun = Turn(threading.Event(), PAUSES[HINT_QUEUE]), time.monotonic()

    for _ in range(2):
        turn.give()
        assert not turn.wait()

    assert time.monotonic() - begun >= 2 * PAUSES[HINT_QUEUE]


def test_work_of_another_version_is_left_to_it(desk: Desk, dispatcher: Dispatcher) -> None:
    enqueue("nowhere", "other", "nothing")
    in_database(desk, "UPDATE workflow_status SET application_version = '9', queue_name = 'clicks'")

    assert dispatcher.dispatch() == QUIET_SECONDS


def test_a_database_that_is_away_is_asked_again(desk: Desk, dispatcher: Dispatcher) -> None:
    in_database(desk, "ALTER TABLE workflow_status RENAME TO away")
    assert [dispatcher.dispatch() for _ in range(3)] == [QUIET_SECONDS] * 3
    in_database(desk, "ALTER TABLE away RENAME TO workflow_status")

    assert dispatcher.dispatch() == QUIET_SECONDS
    run("back")


PUTS_WORK_IN: dict[str, Callable[[], object]] = {
    "new work": lambda: enqueue(CLICK_QUEUE, "new", "nothing"),
    "delayed work that may start": release_delayed,
    "work of a process that went silent": lambda: resume("dead"),
}


@pytest.mark.parametrize("put", PUTS_WORK_IN.values(), ids=PUTS_WORK_IN)
def test_what_this_process_puts_in_a_queue_needs_no_poll(put: Callable[[], object]) -> None:
    engine.DISPATCHERS.pop().stop()
    ARRIVALS.wait(0)
    begun = time.monotonic()

    put()
    ARRIVALS.wait(60)

    assert time.monotonic() - begun < 60
