"""A person who clicked reads what became of it, also when Slack was away."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from dbos import DBOS

from bot.durable import engine
from bot.durable.queue import left_to_the_sweep
from bot.durable.queue_settings import CLICK_QUEUE
from bot.durable.registration import register_workflow
from bot.durable.replies import MAX_REPLY_ATTEMPTS, DurableMessenger, register_replies, report_to_person
from bot.durable.work_table import enqueue
from bot.store.database import connect
from tests.support.migrated_databases import MigratedDatabases
from workflows.answers.model import Question, Surface
from workflows.errors import Refused, Unavailable
from workflows.permissions import Actor

BO = Actor("U0BO", "T0DESK", "C1")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ASKED = Question("q1", "U0CLEO", "T0DESK", "C2", Surface.THREAD, "is stripe fresh?", NOON)
FAILURES: dict[str, Exception] = {
    "outage": Unavailable("The database isn't responding."),
    "refusal": Refused("This request doesn't exist anymore."),
    "bug": ZeroDivisionError("division by zero"),
}


class Slack:
    """A messenger that is down for the first `outages` messages."""

    def __init__(self) -> None:
        self.outages = 0
        self.read: list[tuple[str, str, str]] = []
        self.is_read = threading.Event()

    def send_private(self, channel: str, user_id: str, text: str) -> None:
        if self.outages:
            self.outages -= 1
            raise Unavailable("Slack isn't responding.")
        self.read.append((channel, user_id, text))
        self.is_read.set()


def act(_request_id: str, actor: Actor, how: str) -> None:
    assert actor.user_id
    raise FAILURES[how]


def answer(question: Question) -> None:
    raise Unavailable(f"No answer to {question.id}.")


@pytest.fixture
def slack(databases: MigratedDatabases, tmp_path: Path) -> Iterator[Slack]:
    slack, url = Slack(), databases.work_queue(tmp_path / "engine.sqlite3")
    database = connect(url)

    def register() -> None:
        report = partial(report_to_person, DurableMessenger(slack))
        register_replies(slack)
        register_workflow("act", act, report)
        register_workflow("answer", answer, report)

    engine.start(database, url, "desk", register)
    yield slack
    engine.stop()
    database.dispose()


def run(workflow: str, *arguments: object) -> None:
    """Run a workflow to its end."""
    enqueue(CLICK_QUEUE, "click:1", workflow, *arguments)
    DBOS.retrieve_workflow("click:1").get_result()


@pytest.mark.parametrize("outages", [0, 1])
def test_a_person_whose_click_failed_reads_that_nothing_changed(
    slack: Slack, outages: int, capsys: pytest.CaptureFixture[str]
) -> None:
    slack.outages = outages

    run("act", "r1", BO, "outage")

    assert slack.is_read.wait(30)
    ((channel, user_id, text),) = slack.read
    words = r"The database isn't responding\. Nothing changed\. Please try again in a minute \(reference (\w{8})\)\."
    reference = re.fullmatch(words, text)
    assert reference
    assert (channel, user_id) == ("C1", "U0BO")
    assert reference.group(1) in capsys.readouterr().out


def test_a_person_whose_click_is_refused_reads_why(slack: Slack) -> None:
    run("act", "r1", BO, "refusal")

    assert slack.read == [("C1", "U0BO", "This request doesn't exist anymore.")]


def test_a_person_whose_click_met_a_bug_reads_the_reference(slack: Slack) -> None:
    with pytest.raises(Exception, match="division by zero"):
        run("act", "r1", BO, "bug")

    assert re.search(r"on our side \(reference \w{8}\)", slack.read[0][2])


def test_a_person_whose_question_failed_reads_it_where_they_asked(slack: Slack) -> None:
    run("answer", ASKED)

    assert slack.read[0][:2] == ("C2", "U0CLEO")


@pytest.mark.usefixtures("slack")
def test_a_reply_outside_a_workflow_waits_too(slack: Slack) -> None:
    slack.outages = 2

    DurableMessenger(slack).send_private("C1", "U0BO", "Nothing changed.")

    assert slack.is_read.wait(30)
    assert slack.read == [("C1", "U0BO", "Nothing changed.")]


def test_a_reply_ends_after_its_last_attempt(slack: Slack) -> None:
    slack.outages = 1
    last = ("send_reply", "1", "C1", "U0BO", "Nothing changed.", MAX_REPLY_ATTEMPTS)

    run(*last)

    assert DBOS.list_workflows(workflow_id_prefix="reply:") == []


def test_a_saved_click_is_not_undone_because_its_follow_up_cannot_be_enqueued() -> None:
    with left_to_the_sweep():
        raise Unavailable("The database isn't responding.")
