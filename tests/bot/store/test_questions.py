"""Stored questions, access requests and snapshots."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from bot.store.access_requests import AccessRequestStore
from bot.store.account_rows import AccountRows
from bot.store.incident_queries import IncidentQueries
from bot.store.poll_round import ConnectionPoller
from bot.store.questions import QuestionStore
from tests.bot.store.test_poll_round import BROKEN, WORKING, FakeFivetran
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY, TICKET
from workflows.access_requests import AccessRequest
from workflows.answers.model import Alternative, Answer, AnswerKind, Feedback, Question, Surface
from workflows.errors import Refused
from workflows.requests.mirrors import Message

PAGE = Answer(
    AnswerKind.KNOWLEDGE,
    "Like this.",
    "https://x.example",
    (Alternative("costs", "Costs"),),
    0.9,
    "page",
    "team",
    date(2026, 1, 2),
)
ASKED = Question("q1", "U0ADA", "T0DESK", "C1", Surface.THREAD, "how?", MONDAY, thread="1.2", answer=PAGE)
ASK = AccessRequest("V1", "U0ADA", "aokafor", "Fivetran", "reports", MONDAY)


def test_a_question_is_stored_once_and_read_back_unchanged(database: Engine) -> None:
    questions = QuestionStore(database)

    questions.save(ASKED)
    questions.save(replace(ASKED, text="something else"))
    updated = questions.update("q1", message=Message("C1", "9.9"))

    assert questions.get("q1") == updated == replace(ASKED, message=Message("C1", "9.9"))


def test_a_question_that_is_not_there_is_refused(database: Engine) -> None:
    with pytest.raises(Refused, match="Ask it again"):
        QuestionStore(database).get("q9")


def test_unanswered_and_badly_rated_questions_are_listed_newest_first(database: Engine) -> None:
    questions, unsure = QuestionStore(database), Answer(AnswerKind.UNSURE, "I don't know.")
    questions.save(ASKED)
    questions.save(replace(ASKED, id="bad", feedback=Feedback.NOT_QUITE))
    questions.save(replace(ASKED, id="unknown", answer=unsure, asked_at=MONDAY + timedelta(hours=1)))
    questions.save(replace(ASKED, id="chosen", answer=unsure, feedback=Feedback.HELPED))

    assert [question.id for question in questions.list_for_review()] == ["unknown", "bad"]
    assert [question.id for question in questions.list_for_review(1)] == ["unknown"]


def test_an_access_request_is_out_of_sync_until_its_requester_is_notified(database: Engine) -> None:
    asks = AccessRequestStore(database)
    asks.save(ASK)
    asks.save(replace(ASK, resource="something else"))

    assert asks.out_of_sync(MONDAY) == ["V1"]
    asks.update("V1", retry_at=MONDAY + timedelta(minutes=1))
    assert asks.out_of_sync(MONDAY) == []
    asks.update("V1", retry_at=None, ticket=TICKET, is_notified=True)

    assert asks.out_of_sync(MONDAY) == []
    assert asks.get("V1").resource == "Fivetran"


def test_a_snapshot_has_every_field_of_a_connection_and_the_time_of_its_poll(database: Engine) -> None:
    fivetran, clock = FakeFivetran(), Watch()
    poller = ConnectionPoller(database, fivetran.list_group, {"dev": "Fivetran_Dev"}, clock)
    rows = AccountRows(database, "prod")

    poller.poll("dev")
    fivetran.connections = [replace(WORKING, succeeded_at=MONDAY, sync_frequency=360, update_state="delayed")]
    clock.time += timedelta(minutes=1)
    poller.poll("dev")

    assert rows.connections([WORKING.id]) == fivetran.connections
    assert rows.polled_at() == {"dev": MONDAY + timedelta(minutes=1)}


def test_a_snapshot_has_open_incidents_with_their_time(database: Engine) -> None:
    fivetran, clock = FakeFivetran(), Watch()
    poller = ConnectionPoller(database, fivetran.list_group, {"dev": "Fivetran_Dev"}, clock)
    poller.poll("dev")
    fivetran.connections = [BROKEN]
    poller.poll("dev")

    (incident,) = IncidentQueries(database).open_since(MONDAY - timedelta(days=1))

    assert (incident.opened_at, incident.connection_id) == (MONDAY, BROKEN.id)
    fivetran.connections = []
    poller.poll("dev")
    clock.time += timedelta(minutes=5)
    poller.poll("dev")
    assert IncidentQueries(database).open_since(clock.time + timedelta(seconds=1)) == []
