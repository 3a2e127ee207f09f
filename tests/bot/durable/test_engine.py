"""Durable execution, by itself: what waits, what is forgotten, and what a workflow hears of an outage."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dbos import DBOS

from bot.durable import engine
from bot.durable.queue import DbosWorkQueue
from bot.store.database import connect
from tests.bot.store.test_requests import Watch
from tests.support.fake_request_ports import World
from workflows.errors import DeskError, Unavailable
from workflows.requests.ports import PendingNotification

NOTHING_RUNS = "nowhere"
"""A queue that nobody works on."""


class Line:
    """Something outside that is down; it counts the calls."""

    def __init__(self) -> None:
        self.calls = 0

    def call(self) -> None:
        self.calls += 1
        raise Unavailable("Fivetran didn't respond.")


class Slow:
    """Slack, which may hang until it answers."""

    def __init__(self) -> None:
        self.is_asked, self.answers = threading.Event(), threading.Event()
        self.answers.set()

    def tell(self, _subject: str) -> None:
        self.is_asked.set()
        self.answers.wait(60)


@pytest.fixture
def slack() -> Slow:
    return Slow()


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def heard() -> list[str]:
    """What the workflow `press` knows of it."""
    return []


@pytest.fixture(autouse=True)
def running(tmp_path: Path, line: Line, slack: Slow, heard: list[str]) -> Iterator[None]:
    """DBOS runs, with a workflow that does nothing and one that meets an outage."""
    url = f"sqlite:///{tmp_path / 'engine.sqlite3'}"
    database = connect(url)
    port = engine.CheckpointedPort(
        line, {**engine.CLICK_STEP_RETRIES, "max_attempts": 2, "interval_seconds": 0.01}
    )

    def press() -> None:
        try:
            port.call()
        except DeskError as failure:
            heard.append(failure.message)

    def also() -> None:
        engine.register_workflow("nothing", lambda: None)
        engine.register_workflow("tell", slack.tell)
        engine.register_workflow("press", press)

    engine.start(World().ports(), database, url, "desk", also)
    yield
    engine.stop()
    database.dispose()


def ids(prefix: str) -> list[str]:
    return [one.workflow_id for one in DBOS.list_workflows(workflow_id_prefix=prefix)]


def done(name: str, what: str = "nothing") -> None:
    engine.enqueue(engine.CLICK_QUEUE, name, what)
    DBOS.retrieve_workflow(name).get_result()


def test_all_that_ended_is_forgotten_however_much_it_is() -> None:
    for number in range(5):
        done(f"tick:{number}")

    engine.prune(datetime.now(UTC) + timedelta(minutes=1), batch_size=2)

    assert ids("tick:") == []


def test_chores_are_forgotten_before_what_people_did() -> None:
    done("tick:1")
    done("press:1", "press")

    engine.prune(datetime.now(UTC) + timedelta(minutes=1), ["nothing"])

    assert ids("") == ["press:1"]


def test_all_that_the_timetable_starts_is_a_chore_that_there_is() -> None:
    started = {name for name in engine.REGISTERED_WORKFLOWS if name in engine.BACKGROUND_WORKFLOWS}

    assert started >= {"sweep", "heed_all", "expire", "refresh", "watch", "settle", "tell"}


def test_an_outage_longer_than_all_patience_is_a_failure_that_workflows_know(
    line: Line, heard: list[str]
) -> None:
    done("press:1", "press")

    assert heard == ["Fivetran didn't respond."]
    assert line.calls > 1


def test_a_hint_takes_no_round_from_the_timetable() -> None:
    watch = Watch()
    agenda, at = DbosWorkQueue(watch, "C1"), int(watch.time.timestamp())
    watch.time -= timedelta(seconds=1)

    agenda.poll_soon("dev")
    agenda.enqueue_poll(at, "dev")

    assert sorted(ids("")) == [f"hint:dev:{at}", f"watch:dev:{at}"]


def test_what_waits_to_be_told_is_not_queued_again() -> None:
    watch = Watch()
    agenda = DbosWorkQueue(watch, "C1")
    engine.enqueue(NOTHING_RUNS, "tell:zoom-1:1:0", "tell", "zoom-1", partition="C1")

    for _sweep in range(3):
        watch.time += timedelta(seconds=10)
        agenda.notify(PendingNotification("zoom-1", 2))
    agenda.notify(PendingNotification("zoom-11", 1))

    assert {one.rpartition(":")[0] for one in ids("tell:")} == {"tell:zoom-1:1", "tell:zoom-11:1"}


def test_what_is_being_told_is_queued_again_only_when_there_is_news(slack: Slow) -> None:
    watch = Watch()
    agenda = DbosWorkQueue(watch, "C1")
    slack.answers.clear()
    agenda.notify(PendingNotification("zoom-1", 1))
    assert slack.is_asked.wait(60)

    for version in (1, 1, 2, 2):
        watch.time += timedelta(seconds=10)
        agenda.notify(PendingNotification("zoom-1", version))
    slack.answers.set()

    assert {one.rpartition(":")[0] for one in ids("tell:")} == {"tell:zoom-1:1", "tell:zoom-1:2"}
    assert len(ids("tell:")) == 2
