"""Questions, what access was asked for, and what is known of connections, as the database keeps them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from bot.store.access_requests import AccessRequestStore
from bot.store.poll_round import ConnectionPoller
from bot.store.questions import QuestionStore
from bot.store.requests import RequestStore
from bot.store.snapshots import SnapshotStore
from tests.bot.store.test_poll_round import BROKEN, FINE, Fleet
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY, TICKET, a_request, a_request_with_ticket
from workflows.access_requests import AccessRequest
from workflows.answers.model import Alternative, Answer, AnswerKind
from workflows.answers.ports import Feedback, Question, Surface
from workflows.errors import Refused
from workflows.requests.model import Message
from workflows.requests.state_machine import Status

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


def test_a_question_comes_back_as_it_was_and_is_kept_once(database: Engine) -> None:
    book = QuestionStore(database)

    book.save(ASKED)
    book.save(replace(ASKED, text="something else"))
    noted = book.update("q1", message=Message("C1", "9.9"))

    assert book.get("q1") == noted == replace(ASKED, message=Message("C1", "9.9"))


def test_a_question_that_is_not_there_is_refused(database: Engine) -> None:
    with pytest.raises(Refused, match="Please ask it again"):
        QuestionStore(database).get("q9")


def test_only_what_went_wrong_is_reviewed_the_newest_first(database: Engine) -> None:
    book, unsure = QuestionStore(database), Answer(AnswerKind.UNSURE, "I don't know.")
    book.save(ASKED)
    book.save(replace(ASKED, id="bad", feedback=Feedback.NOT_QUITE))
    book.save(replace(ASKED, id="unknown", answer=unsure, asked_at=MONDAY + timedelta(hours=1)))
    book.save(replace(ASKED, id="chosen", answer=unsure, feedback=Feedback.HELPED))

    assert [one.id for one in book.list_for_review()] == ["unknown", "bad"]
    assert [one.id for one in book.list_for_review(1)] == ["unknown"]


def test_what_access_is_asked_for_lags_until_its_asker_was_told(database: Engine) -> None:
    asks = AccessRequestStore(database)
    asks.save(ASK)
    asks.save(replace(ASK, resource="something else"))

    assert asks.out_of_sync(MONDAY) == ["V1"]
    asks.update("V1", retry_at=MONDAY + timedelta(minutes=1))
    assert asks.out_of_sync(MONDAY) == []
    asks.update("V1", retry_at=None, ticket=TICKET, is_notified=True)

    assert asks.out_of_sync(MONDAY) == []
    assert asks.get("V1").resource == "Fivetran"


def test_every_fact_of_a_connection_is_remembered_and_when_it_was_read(database: Engine) -> None:
    fleet, watch = Fleet(), Watch()
    patrol = ConnectionPoller(database, fleet.all_in, {"dev": "Fivetran_Dev"}, watch)
    records = SnapshotStore(database)

    patrol.poll("dev")
    fleet.connections = [replace(FINE, succeeded_at=MONDAY, sync_frequency=360, update_state="delayed")]
    watch.time += timedelta(minutes=1)
    patrol.poll("dev")

    assert records.connections() == fleet.connections
    assert records.polled_at() == {"dev": MONDAY + timedelta(minutes=1)}


def test_what_broke_is_remembered_with_its_time(database: Engine) -> None:
    fleet, watch = Fleet(), Watch()
    patrol = ConnectionPoller(database, fleet.all_in, {"dev": "Fivetran_Dev"}, watch)
    patrol.poll("dev")
    fleet.connections = [BROKEN]
    patrol.poll("dev")

    (incident,) = SnapshotStore(database).incidents(MONDAY - timedelta(days=1))

    assert (incident.opened_at, incident.connection_id) == (MONDAY, BROKEN.id)
    fleet.connections = []
    patrol.poll("dev")
    assert SnapshotStore(database).incidents(MONDAY + timedelta(seconds=1)) == []


def test_requests_that_are_over_are_known_to_their_requester_alone(database: Engine) -> None:
    store = RequestStore(database, Watch())
    store.add(a_request_with_ticket(status=Status.DECLINED), "V1")
    store.add(a_request(id="other", requester="U0ROSA"), "V2")
    records = SnapshotStore(database)

    assert {one.id for one in records.requests("U0ADA")} == {"7f3c9a", "other"}
    assert [one.id for one in records.requests(None)] == ["other"]
