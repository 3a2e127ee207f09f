"""A bot that is only its work queue, for the tests of `bot.durable`."""

import threading
from datetime import timedelta
from typing import Any

from dbos import DBOS
from sqlalchemy import Engine

from bot.durable import engine
from bot.durable.click_ports import ClickPort
from bot.durable.executions import require_ownership, require_ownership_to_reply
from bot.durable.queue import register_request_workflows
from bot.durable.queue_settings import CLICK_QUEUE
from bot.durable.registration import register_retired_ticks, register_workflow
from bot.durable.replies import DurableMessenger
from bot.durable.work_table import enqueue
from bot.slack.messenger import SlackMessenger
from bot.slack.poster import Poster
from bot.store.database import connect
from tests.support.fake_request_ports import World
from workflows.errors import DeskError, Unavailable
from workflows.permissions import Actor

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


class WebApi:
    """Slack's Web API, as far as private replies need it: it keeps their texts."""

    def __init__(self, messages: list[str]) -> None:
        self.messages = messages

    def call(self, _method: str, *, text: str, **_arguments: Any) -> dict[str, Any]:
        self.messages.append(text)
        return {}


def messenger(messages: list[str]) -> DurableMessenger:
    """Return the messenger of a bot, whose replies end in `messages`."""
    poster = Poster(WebApi(messages), None, require_ownership=require_ownership_to_reply)  # type: ignore[arg-type]
    return DurableMessenger(SlackMessenger(poster))


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

    def __init__(self, url: str) -> None:
        self.url = url
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
        register_request_workflows(World().ports(), self.slack.notify)
        register_retired_ticks()
        register_workflow("nothing", lambda: None)
        register_workflow("notify", self.slack.notify)
        register_workflow("click", self.click)
        register_workflow("post", self.post)
        register_workflow("reply", self.reply)
        register_workflow("actor", self.actor)
        register_workflow("update_then_crash", self.update_then_crash)
        register_workflow("changed_by_its_own_write", self.changed_by_its_own_write)

    def click(self) -> None:
        try:
            ClickPort("connections", self.fivetran, self.patience).sync()
        except DeskError as failure:
            self.messages.append(failure.message)

    def post(self) -> None:
        try:
            self.slack.notify("first")
            require_ownership()
            self.messages.append("second")
        finally:
            self.ended.release()

    def reply(self) -> None:
        try:
            self.slack.notify("first")
            ClickPort("messenger", messenger(self.messages), self.patience).send_private("C1", "U0BO", "reply")
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


def ids(prefix: str) -> list[str]:
    return [workflow.workflow_id for workflow in DBOS.list_workflows(workflow_id_prefix=prefix)]


def run(workflow_id: str, name: str = "nothing", *args: object) -> None:
    enqueue(CLICK_QUEUE, workflow_id, name, *args)
    DBOS.retrieve_workflow(workflow_id).get_result()
