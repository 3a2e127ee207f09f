"""Stored access questions: the first answer holds, and each list is read by an index."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.store.access_questions import MAX_WAITING_QUESTIONS, AccessQuestionStore
from tests.support.fake_access_ports import HUBSPOT, SECRET
from tests.support.fake_request_ports import PEOPLE
from tests.support.sample_data import MONDAY
from tests.support.statement_log import log_statements
from workflows.access_questions.model import (
    ASK_AGAIN_AFTER,
    AccessQuestion,
    AskedAccess,
    AskedPerson,
    QuestionStatus,
    asked_access,
)
from workflows.errors import Refused
from workflows.requests.mirrors import Message

QUESTION = AccessQuestion("q1", "U0CLEO", "Cleo Marsh", HUBSPOT, MONDAY, asked=(AskedPerson("U0ADA"),))


def test_a_question_is_stored_once_and_read_back_unchanged(database: Engine) -> None:
    questions = AccessQuestionStore(database)

    questions.save(QUESTION)
    questions.save(replace(QUESTION, requester_name="Gil Stone"))
    updated = questions.update("q1", asked=(AskedPerson("U0ADA", Message("D1", "9.9")),))

    assert questions.get("q1") == updated == replace(QUESTION, asked=(AskedPerson("U0ADA", Message("D1", "9.9")),))
    with pytest.raises(Refused, match="doesn't exist"):
        questions.get("q9")


def test_the_first_answer_holds(database: Engine) -> None:
    questions = AccessQuestionStore(database)
    questions.save(replace(QUESTION, is_in_sync=True))

    first = questions.answer("q1", QuestionStatus.APPROVED, PEOPLE["U0ADA"], MONDAY)
    second = questions.answer("q1", QuestionStatus.DECLINED, PEOPLE["U0BO"], MONDAY + timedelta(hours=1))

    assert (first.status, first.answered_by_name, first.is_in_sync) == (QuestionStatus.APPROVED, "Ada Okafor", False)
    assert second == first


def test_the_newest_question_about_the_same_data_counts(database: Engine) -> None:
    questions = AccessQuestionStore(database)
    for number, subject in enumerate((HUBSPOT, HUBSPOT, SECRET)):
        asked_at = MONDAY + timedelta(days=number)
        questions.save(replace(QUESTION, id=f"q{number}", subject=subject, asked_at=asked_at))

    found = questions.latest_of("U0CLEO", HUBSPOT.key)

    assert found is not None
    assert found.id == "q1"
    assert questions.latest_of("U0ADA", HUBSPOT.key) is None


def test_each_list_has_what_waits_for_its_people_and_reads_it_by_an_index(database: Engine) -> None:
    questions = AccessQuestionStore(database)
    questions.save(QUESTION)
    questions.save(replace(QUESTION, id="q2", asks_approvers=True))
    questions.save(replace(QUESTION, id="q3", asks_approvers=True, subject=SECRET))
    questions.save(replace(QUESTION, id="q4", status=QuestionStatus.DECLINED))

    with log_statements(database) as log:
        owners, approvers = questions.waiting_around("U0ADA", []), questions.waiting_around("U0BO", ["approvers"])
        due = questions.out_of_sync(MONDAY)
        questions.latest_of("U0CLEO", HUBSPOT.key)

    assert [[one.id for one in found] for found in (owners, approvers)] == [["q1"], ["q2"]]
    assert len(due) == 4
    assert log.scans() == []


def test_home_reads_what_a_person_answers_and_what_they_asked_with_one_statement(database: Engine) -> None:
    questions, tomorrow = AccessQuestionStore(database), MONDAY + timedelta(days=1)
    theirs = replace(QUESTION, requester="U0BO", requester_name="Bo Lindqvist")
    questions.save(replace(theirs, id="q1", asks_approvers=True, asked_at=tomorrow))
    questions.save(replace(theirs, id="q2", status=QuestionStatus.APPROVED))
    for number in range(MAX_WAITING_QUESTIONS + 1):
        questions.save(replace(QUESTION, id=f"a{number:02}", asks_approvers=True))

    with log_statements(database) as log:
        found = questions.waiting_around("U0BO", ["approvers"])

    assert [one.id for one in found if one.requester == "U0BO"] == ["q1"]
    assert len(found) == MAX_WAITING_QUESTIONS + 1
    assert (len(log.reads), log.scans()) == (1, [])


def test_what_a_person_asked_for_is_read_newest_first_without_what_they_can_ask_again(database: Engine) -> None:
    questions, now = AccessQuestionStore(database), MONDAY + timedelta(days=30)
    long_ago = QuestionStatus.DECLINED, now - ASK_AGAIN_AFTER
    lately = QuestionStatus.APPROVED, now - timedelta(days=1)
    questions.save(replace(QUESTION, status=long_ago[0], answered_at=long_ago[1]))
    questions.save(replace(QUESTION, id="q2", subject=SECRET, is_anonymous=True, asked_at=MONDAY + timedelta(days=1)))
    questions.save(replace(QUESTION, id="q3", requester="U0GIL", status=lately[0], answered_at=lately[1]))

    found = questions.of_requester("U0CLEO")

    assert [one.id for one in found] == ["q2", "q1"]
    assert asked_access(found, now) == AskedAccess({}, {SECRET.service: MONDAY + timedelta(days=1)})
    assert asked_access(questions.of_requester("U0GIL"), now) == AskedAccess({HUBSPOT.key: MONDAY})
