"""Durable execution on its own: what is stored, what replays, what waits and what is deleted."""

import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from dbos import DBOS
from sqlalchemy import Engine

from bot.durable import engine
from bot.durable.click_ports import WRITES, ClickPort, click_ports
from bot.durable.queue import DbosWorkQueue, register_request_workflows
from bot.durable.serialization import JsonSerializer
from bot.foreign_items import ForeignItems
from bot.sqlite_lock import SqliteWriteLock
from bot.store.database import connect
from tests.bot.store.test_requests import Watch
from tests.support.fake_request_ports import World
from workflows.answers.ports import AnswerPorts
from workflows.errors import ChannelUnavailable, DeskError, IllegalTransition, Refused, Unavailable
from workflows.notifications.ports import NotificationPorts
from workflows.permissions import Actor
from workflows.requests.ports import PendingNotification, RequestPorts
from workflows.subscriptions.ports import SubscriptionPorts

NO_WORKER = "nowhere"
"""A queue that no process works on."""
BO = Actor("U0BO", "T0DESK", "C1", seen_revision=2)


class Fivetran:
    """Fivetran while it's down; it counts the calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.is_called = threading.Event()

    def sync(self) -> None:
        self.calls += 1
        self.is_called.set()
        raise Unavailable("Fivetran didn't respond.")


class Slack:
    """Slack, which can hang until it answers."""

    def __init__(self) -> None:
        self.is_called, self.answers = threading.Event(), threading.Event()
        self.answers.set()

    def notify(self, _subject: str) -> None:
        self.is_called.set()
        self.answers.wait(60)


class Questions:
    """A store whose `update` returns an aggregate, which no checkpoint can hold."""

    def __init__(self) -> None:
        self.updates = 0
        self.fails = True

    def update(self, question_id: str) -> object:
        self.updates += 1
        return self.get(question_id)

    def get(self, question_id: str) -> object:
        return {"id": question_id, "as": object}


class Desk:
    """Everything that the registered workflows call."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'engine.sqlite3'}"
        self.fivetran, self.slack, self.questions = Fivetran(), Slack(), Questions()
        self.messages: list[str] = []
        self.ended = threading.Semaphore(0)
        self.actors: list[Actor] = []
        self.patience = timedelta(seconds=2)
        self.crashes = 0
        self.database: Engine | None = None

    def start(self) -> None:
        self.database = connect(self.url)
        engine.start(self.database, self.url, "desk", self.register)

    def stop(self) -> None:
        engine.stop()
        assert self.database
        self.database.dispose()

    def register(self) -> None:
        register_request_workflows(World().ports(), ForeignItems())
        engine.register_workflow("nothing", lambda: None)
        engine.register_workflow("notify", self.slack.notify)
        engine.register_workflow("propose_mutes", lambda: self.slack.notify("mutes"))
        engine.register_workflow("click", self.click)
        engine.register_workflow("post", self.post)
        engine.register_workflow("actor", self.actor)
        engine.register_workflow("update_then_crash", self.update_then_crash)
        engine.register_workflow("changed_by_its_own_write", self.changed_by_its_own_write)

    def click(self) -> None:
        try:
            ClickPort("connections", self.fivetran, self.patience).sync()
        except DeskError as failure:
            self.messages.append(failure.message)

    def post(self) -> None:
        try:
            self.slack.notify("first")
            engine.require_ownership()
            self.messages.append("second")
        finally:
            self.ended.release()

    def actor(self, actor: Actor) -> None:
        self.actors.append(actor)

    def update_then_crash(self) -> None:
        question = ClickPort("questions", self.questions, self.patience).update("q1")
        if self.crashes:
            self.crashes -= 1
            raise SystemExit  # like a process that ends here: DBOS records no outcome
        self.messages.append(question["id"])

    def changed_by_its_own_write(self) -> None:
        if self.questions.updates:
            self.messages.append("too late")
            DBOS.run_step({"name": "messenger.send_private"}, self.messages.append, "too late")
        self.update_then_crash()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    desk.start()
    yield desk
    desk.stop()


pytestmark = pytest.mark.usefixtures("desk")


def ids(prefix: str) -> list[str]:
    return [workflow.workflow_id for workflow in DBOS.list_workflows(workflow_id_prefix=prefix)]


def run(workflow_id: str, name: str = "nothing", *args: object) -> None:
    engine.enqueue(engine.CLICK_QUEUE, workflow_id, name, *args)
    DBOS.retrieve_workflow(workflow_id).get_result()


def test_finished_workflows_are_deleted_in_batches() -> None:
    for number in range(5):
        run(f"tick:{number}")

    engine.prune(datetime.now(UTC) + timedelta(minutes=1), batch_size=2)

    assert ids("tick:") == []


def test_jobs_are_deleted_before_clicks() -> None:
    run("tick:1")
    run("actor:1", "actor", BO)

    engine.prune(datetime.now(UTC) + timedelta(minutes=1), ["nothing"])

    assert ids("") == ["actor:1"]


def test_the_jobs_that_requests_need_are_background_workflows() -> None:
    jobs = set(engine.REGISTERED_WORKFLOWS) & set(engine.BACKGROUND_WORKFLOWS)

    assert jobs >= {
        "apply_ticket_decisions",
        "expire",
        "refresh_catalog",
        "poll_group",
        "reconcile",
        "notify",
    }


def test_two_runs_of_a_job_never_overlap(desk: Desk) -> None:
    desk.slack.answers.clear()
    queue = DbosWorkQueue(Watch(), "C1")
    queue.enqueue_tick("propose_mutes", "60")
    assert desk.slack.is_called.wait(60)

    queue.enqueue_tick("propose_mutes", "120")
    queue.enqueue_tick("nothing", "120")
    DBOS.retrieve_workflow("nothing:120").get_result()

    assert DBOS.retrieve_workflow("propose_mutes:120").get_status().status == "ENQUEUED"
    desk.slack.answers.set()
    DBOS.retrieve_workflow("propose_mutes:120").get_result()


def test_a_flood_of_hints_delays_no_click(desk: Desk) -> None:
    desk.slack.answers.clear()
    for number in range(4 * engine.MAX_RUNNING_HINTS):
        engine.enqueue(engine.HINT_QUEUE, f"hint:{number}", "notify", "a ticket")
    assert desk.slack.is_called.wait(60)

    run("click:1", "nothing")

    assert len(DBOS.list_workflows(workflow_id_prefix="hint:", status="PENDING")) <= engine.MAX_RUNNING_HINTS
    desk.slack.answers.set()
    for number in range(4 * engine.MAX_RUNNING_HINTS):
        DBOS.retrieve_workflow(f"hint:{number}").get_result()


def test_clicks_hints_messages_and_the_timetable_share_no_queue(desk: Desk) -> None:
    queue = DbosWorkQueue(Watch(), "C1")
    queue.check_ticket_soon("10007")
    queue.check_person_soon("U0ADA")
    queue.poll_soon("dev")
    queue.enqueue_tick("propose_mutes", "60")
    queue.notify(PendingNotification("zoom-1", 1))
    queue.link_connection("click", "unknown", "brisk_otter", BO)

    found = {one.name: one.queue_name for one in DBOS.list_workflows()}

    assert found == {
        "apply_ticket_decision": engine.HINT_QUEUE,
        "notice_departure": engine.HINT_QUEUE,
        "poll_group": engine.TIMETABLE_QUEUE,
        "propose_mutes": engine.TIMETABLE_QUEUE,
        "notify": engine.CHANNEL_QUEUE,
        "link_connection": engine.CLICK_QUEUE,
    }


def test_a_flood_of_questions_and_polls_delays_no_click(desk: Desk) -> None:
    desk.slack.answers.clear()
    for number in range(30):
        for queue in (engine.QUESTION_QUEUE, engine.TIMETABLE_QUEUE, engine.CHANNEL_QUEUE, engine.REQUEST_QUEUE):
            engine.enqueue(queue, f"slow:{queue}:{number}", "notify", "a question", partition=str(number))
    assert desk.slack.is_called.wait(60)

    run("click:1", "nothing")

    assert DBOS.list_workflows(workflow_id_prefix="slow:", status="SUCCESS") == []
    desk.slack.answers.set()


def test_clicks_of_a_clock_that_was_set_back_delay_no_click(desk: Desk) -> None:
    for number in range(12):
        run(f"click:{number}", "nothing")
    engine.enqueue(engine.CHANNEL_QUEUE, "message:1", "notify", "zoom-1", partition="C1")
    DBOS.retrieve_workflow("message:1").get_result()
    assert desk.database
    with desk.database.begin() as connection:
        connection.execute(sa.text("UPDATE workflow_status SET started_at_epoch_ms = started_at_epoch_ms + 3600000"))

    run("click:after", "nothing")
    engine.enqueue(engine.CHANNEL_QUEUE, "message:2", "notify", "zoom-1", partition="C1")
    DBOS.retrieve_workflow("message:2").get_result()


def test_messages_in_a_channel_are_a_second_apart(desk: Desk) -> None:
    begun = time.monotonic()

    for number in range(3):
        engine.enqueue(engine.CHANNEL_QUEUE, f"message:{number}", "notify", "zoom-1", partition="C1")
    for number in range(3):
        DBOS.retrieve_workflow(f"message:{number}").get_result()

    assert time.monotonic() - begun >= 3


def test_a_database_that_is_locked_refuses_work_instead_of_hanging(desk: Desk) -> None:
    table = engine.WORK_TABLES[-1]
    with table.client(), pytest.raises(Unavailable, match="database"), table._write_lock.held(patience=0.01):
        pass  # the lock is held


def test_a_database_that_is_away_refuses_work_at_once() -> None:
    table = engine.WorkTable(connect("postgresql://postgres@127.0.0.1:1/desk"))

    with pytest.raises(Unavailable, match="database"), table.client() as client:
        client.list_workflows(limit=1)

    table.close()


def test_writers_never_wait_for_each_other_on_postgres() -> None:
    lock = SqliteWriteLock("postgresql")

    with lock.held(), lock.held(patience=0):
        pass


def test_hints_about_a_ticket_in_one_second_cause_one_check(desk: Desk) -> None:
    queue = DbosWorkQueue(Watch(), "C1")

    for _ in range(3):
        queue.check_ticket_soon("10007")

    assert len(ids("apply_ticket_decision:10007:")) == 1


def test_a_click_that_waited_in_vain_gets_the_last_error(desk: Desk) -> None:
    run("click:1", "click")

    assert desk.messages == ["Fivetran didn't respond."]
    assert desk.fivetran.calls > 1


def test_a_click_that_waits_at_shutdown_goes_on_after_the_start(desk: Desk) -> None:
    desk.patience = timedelta(hours=1)
    engine.enqueue(engine.CLICK_QUEUE, "click:1", "click")
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
    engine.enqueue(engine.CLICK_QUEUE, workflow_id, name)
    crashed = threading.Event()
    for _ in range(600):
        if not desk.crashes:
            break
        crashed.wait(0.05)
    desk.stop()
    desk.start()
    DBOS.retrieve_workflow(workflow_id).get_result()


def test_a_click_of_an_older_deploy_runs_with_new_and_without_old_fields(desk: Desk) -> None:
    older = {"user_id": "U0BO", "team_id": "T0DESK", "channel": "C1", "favourite_color": "teal"}

    run("actor:1", "actor", older)
    run("actor:2", "actor", BO)

    assert desk.actors == [Actor("U0BO", "T0DESK", "C1", seen_revision=None), BO]


def test_what_is_stored_is_json(desk: Desk) -> None:
    run("actor:1", "actor", BO)

    assert desk.database
    with desk.database.connect() as connection:
        (stored,) = connection.execute(sa.text("SELECT inputs FROM workflow_input")).scalars()
    assert stored == ('{"args":[{"user_id":"U0BO","team_id":"T0DESK","channel":"C1","seen_revision":2}],"kwargs":{}}')


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", {1: "a number as a key"}])
def test_what_is_not_json_is_refused_when_it_is_enqueued(value: object) -> None:
    with pytest.raises(TypeError):
        engine.enqueue(NO_WORKER, "refused:1", "actor", value)

    assert ids("refused:") == []


@pytest.mark.parametrize(
    "failure",
    [Refused("No."), IllegalTransition("Too late."), Unavailable("Down."), ChannelUnavailable("Out.", "x")],
)
def test_an_error_keeps_its_type_and_message(failure: DeskError) -> None:
    serializer = JsonSerializer()

    read = serializer.deserialize(serializer.serialize(failure))

    assert (type(read), str(read)) == (type(failure), failure.message)


def test_every_checkpoint_is_a_method_of_a_port() -> None:
    ports = (RequestPorts, AnswerPorts, NotificationPorts, SubscriptionPorts)
    protocols = [(name, kind) for port in ports for name, kind in port.__annotations__.items()]
    for name, methods in WRITES.items():
        assert any(all(hasattr(kind, method) for method in methods) for port, kind in protocols if port == name)


def test_the_work_queue_of_a_click_is_used_as_it_is() -> None:
    ports = World().ports()

    assert click_ports(ports).queue is ports.queue


def test_a_hint_replaces_no_poll_of_the_timetable() -> None:
    watch = Watch()
    queue, at = DbosWorkQueue(watch, "C1"), int(watch.time.timestamp())
    watch.time -= timedelta(seconds=1)

    queue.poll_soon("dev")
    queue.enqueue_poll(str(at), "dev")

    assert sorted(ids("")) == [f"hint:dev:{at}", f"poll_group:dev:{at}"]


def test_a_notification_that_waits_is_not_enqueued_again() -> None:
    watch = Watch()
    queue = DbosWorkQueue(watch, "C1")
    engine.enqueue(NO_WORKER, "notify:zoom-1:1:0", "notify", "zoom-1", partition="C1")

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


TAKEN_OVER = "UPDATE workflow_status SET executor_id = 'other' WHERE workflow_uuid = 'post:1'"


def test_a_process_that_counted_as_dead_begins_nothing_new(desk: Desk) -> None:
    desk.slack.answers.clear()
    engine.enqueue(engine.CLICK_QUEUE, "post:1", "post")
    assert desk.slack.is_called.wait(60)
    assert desk.database
    with desk.database.begin() as work:
        work.execute(sa.text(TAKEN_OVER))

    desk.slack.answers.set()

    assert desk.ended.acquire(timeout=60)
    assert desk.messages == []


def test_of_two_executions_in_one_process_the_later_goes_on(desk: Desk) -> None:
    desk.slack.answers.clear()
    engine.enqueue(engine.CLICK_QUEUE, "post:1", "post")
    assert desk.slack.is_called.wait(60)
    desk.slack.is_called.clear()
    assert engine.resume("desk") == 1
    assert desk.slack.is_called.wait(60)

    desk.slack.answers.set()

    assert all(desk.ended.acquire(timeout=60) for _ in range(2))
    assert desk.messages == ["second"]


LATE_CLAIM = "Error executing workflow expire:1: DBOS Error: Executor accessed before DBOS was launched"


def test_work_taken_during_the_stop_is_no_error(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("dbos")

    log.error("%s, running", LATE_CLAIM)
    desk.stop()
    log.error("%s, stopped", LATE_CLAIM)
    desk.start()

    assert [line for line in caplog.messages if LATE_CLAIM in line] == [f"{LATE_CLAIM}, running"]


def test_an_id_is_fresh_in_each_period() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    times = [now, now + timedelta(seconds=9), now + timedelta(seconds=10)]

    first, same, later = [engine.fresh_id("notify:zoom-1:1", time, 10) for time in times]

    assert first == same != later


def test_what_waits_for_a_time_starts_when_the_clock_was_set_back() -> None:
    for number in range(2):
        engine.enqueue(engine.CLICK_QUEUE, f"later:{number}", "nothing", delay=3_600)

    engine.release_delayed()

    for number in range(2):
        DBOS.retrieve_workflow(f"later:{number}").get_result()


def test_the_wait_of_a_queue_is_that_of_its_oldest_work(desk: Desk) -> None:
    run("done")
    assert set(engine.queue_waits().values()) == {0.0}

    assert desk.database
    with desk.database.begin() as work:
        for name, seconds in (("older", 90), ("newer", 30)):
            work.execute(sa.text(WAITING), {"name": name, "created": (time.time() - seconds) * 1_000})

    assert 90 <= engine.queue_waits()["clicks"] < 100


WAITING = """INSERT INTO workflow_status
(workflow_uuid, status, name, queue_name, application_version, created_at, updated_at, priority)
VALUES (:name, 'ENQUEUED', 'nothing', 'clicks', 'of another bot', :created, :created, 0)"""
