"""Who gets an answer, where, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.support.fake_request_ports import World
from tests.support.sample_data import MONDAY
from workflows.answers.flow import (
    PRIVATE_HINT,
    SORRY_REPLY,
    THANKS_REPLY,
    answer_question,
    choose_alternative,
    hand_over_question,
    rate_answer,
)
from workflows.answers.model import Alternative, Answer, AnswerKind
from workflows.answers.ports import AnswerPorts, Feedback, FoundAnswer, Question, Surface
from workflows.errors import Refused
from workflows.permissions import Actor
from workflows.ports import Person
from workflows.reporting.snapshot import Viewer
from workflows.requests.model import Message

KNOWN = Answer(AnswerKind.KNOWLEDGE, "It is on this page.", confidence=0.95)
BACK = Answer(
    AnswerKind.UNSURE,
    "Which?",
    alternatives=(Alternative("", "Is zoom fresh?"), Alternative("costs", "Costs")),
)
ASKED = Question(
    "q1", "U0ADA", "T0DESK", "C0DATAHELP", Surface.THREAD, "is zoom fresh?", MONDAY, thread="1.2"
)
PRESS = Actor("U0ROSA", "T0DESK", "C0DATAHELP")


@dataclass
class Office:
    """Everything that questions need, in memory."""

    given: FoundAnswer = field(default_factory=lambda: FoundAnswer(KNOWN, is_public=True))
    happened: list[str] = field(default_factory=list)
    shown: list[Question] = field(default_factory=list)
    askers: list[Viewer] = field(default_factory=list)
    kept: dict[str, Question] = field(default_factory=dict)
    shared: bool = False

    def desk(self) -> AnswerPorts:
        people = World()
        return AnswerPorts(people, people, self, Answering(self), Book(self.kept), self)

    def is_superuser(self, user_id: str) -> bool:
        return user_id == "U0BO"

    def show_progress(self, question: Question) -> None:
        self.happened.append(f"begin {question.id}")

    def post_answer(self, question: Question) -> Message | None:
        self.shown.append(question)
        return Message(question.channel, "9.9")

    def send_private(self, channel: str, user_id: str, words: str, thread: str | None = None) -> None:
        self.happened.append(f"whisper {user_id} {words}")

    def hand_over(self, question: Question, who: Person) -> str:
        self.happened.append(f"pass on {question.id} for {who.name}")
        return "https://slack.example/p9"

    def permalink(self, message: Message) -> str:
        return f"https://slack.example/{message.ts}"

    def is_shared(self, channel: str) -> bool:
        return self.shared


@dataclass
class Answering:
    """Gives one answer to everything."""

    office: Office

    def answer(self, text: str, asker: Viewer) -> FoundAnswer:
        self.office.askers.append(asker)
        return self.office.given

    def answer_from_page(self, name: str) -> FoundAnswer:
        return FoundAnswer(Answer(AnswerKind.KNOWLEDGE, f"the page {name}"), is_public=True)


@dataclass
class Book:
    """Keeps questions in a dictionary."""

    kept: dict[str, Question]

    def save(self, question: Question) -> None:
        self.kept.setdefault(question.id, question)

    def get(self, question_id: str) -> Question:
        if question_id not in self.kept:
            raise Refused("I do not remember this question any more.")
        return self.kept[question_id]

    def update(self, question_id: str, **facts: Any) -> Question:
        self.kept[question_id] = replace(self.kept[question_id], **facts)
        return self.kept[question_id]

    def list_for_review(self, limit: int | None = None) -> Sequence[Question]:
        return list(self.kept.values())


def test_an_answer_is_shown_kept_and_found_again() -> None:
    office = Office()

    answer_question(ASKED, office.desk())

    (shown,) = office.shown
    assert (shown.answer, shown.is_private) == (KNOWN, False)
    assert office.kept["q1"].message == Message("C0DATAHELP", "9.9")


@pytest.mark.parametrize(("user", "begins"), [("U0ADA", ["begin q1"]), ("U0GUS", [])])
def test_in_the_agent_view_colleagues_see_at_once_that_it_is_looked_up(user: str, begins: list[str]) -> None:
    office = Office()

    answer_question(replace(ASKED, asker=user, surface=Surface.AGENT, opens_thread=True), office.desk())

    assert [line for line in office.happened if not line.startswith("whisper")] == begins
    assert bool(office.shown) is bool(begins)


def test_what_not_everybody_may_read_is_private() -> None:
    office = Office(FoundAnswer(KNOWN, is_public=False))

    answer_question(ASKED, office.desk())

    assert office.shown[0].is_private


@pytest.mark.parametrize(("surface", "private"), [(Surface.THREAD, True), (Surface.DIRECT, False)])
def test_where_others_read_along_every_public_answer_is_private(surface: Surface, private: bool) -> None:
    office = Office(shared=True)

    answer_question(replace(ASKED, surface=surface), office.desk())

    assert office.shown[0].is_private is private


def test_for_somebody_elses_question_nobodys_rights_count() -> None:
    office = Office()

    answer_question(replace(ASKED, asker="U0BO", author="U0ADA"), office.desk())

    assert office.askers == [Viewer("U0ADA", is_public=True)]


@pytest.mark.parametrize(("only_if_asked", "hinted"), [(True, True), (False, False)])
def test_where_others_read_along_nothing_is_denied(only_if_asked: bool, hinted: bool) -> None:
    office = Office(FoundAnswer(replace(KNOWN, is_for_mentions_only=only_if_asked), is_public=True))

    answer_question(replace(ASKED, asker="U0BO", author="U0ADA"), office.desk())

    assert office.shown[0].answer
    assert (PRIVATE_HINT in office.shown[0].answer.text) is hinted


def test_whoever_points_at_a_message_that_was_answered_is_shown_where() -> None:
    office, pointed = Office(), replace(ASKED, asker="U0BO", author="U0ADA")

    answer_question(pointed, office.desk())
    answer_question(pointed, office.desk())  # the same again, after a crash
    answer_question(replace(pointed, asker="U0ROSA"), office.desk())

    assert [one.asker for one in office.shown] == ["U0BO", "U0BO"]
    assert office.happened == [
        "whisper U0ROSA Sorry, I cannot answer this. It has been answered already: https://slack.example/9.9"
    ]


def test_whose_answer_was_private_does_not_keep_others_from_theirs() -> None:
    office, pointed = Office(), replace(ASKED, asker="U0BO", author="U0ADA")
    office.kept[pointed.id] = replace(pointed, message=Message("D0BO", "9.9"))

    answer_question(replace(pointed, asker="U0ROSA"), office.desk())

    assert [one.asker for one in office.shown] == ["U0ROSA"]


def test_a_message_without_words_is_not_answered_in_its_thread() -> None:
    office = Office()

    answer_question(replace(ASKED, author="U0ADA", asker="U0BO", text=" "), office.desk())

    assert not office.shown
    assert office.happened[0].endswith("There are no words in this message.")


@pytest.mark.parametrize("user", ["U0GUS", "U0DORA", "U0PIA"])
def test_guests_the_departed_and_partners_are_refused(user: str) -> None:
    office = Office()

    answer_question(replace(ASKED, asker=user), office.desk())

    assert not office.shown
    assert office.happened[0].startswith(f"whisper {user} Sorry, I cannot answer this.")


def test_a_partner_is_known_by_the_workspace_that_slack_names() -> None:
    office = Office()

    answer_question(replace(ASKED, team_id="T0NORTH"), office.desk())

    assert office.happened == [
        "whisper U0ADA Sorry, I cannot answer this. Only people of this workspace can do that."
    ]


@pytest.mark.parametrize(
    "given",
    [
        FoundAnswer(replace(KNOWN, confidence=0.8), is_public=True),
        FoundAnswer(BACK, is_public=True),
        FoundAnswer(KNOWN, is_public=False),
        FoundAnswer(replace(KNOWN, is_for_mentions_only=True), is_public=True),
    ],
)
def test_nothing_is_offered_unless_it_is_certain_and_for_everybody(given: FoundAnswer) -> None:
    office = Office(given)

    answer_question(replace(ASKED, surface=Surface.OFFER), office.desk())

    assert not office.shown


def test_a_certain_answer_is_offered() -> None:
    office = Office()

    answer_question(replace(ASKED, surface=Surface.OFFER), office.desk())

    assert office.askers == [Viewer("U0ADA", is_public=True)]
    assert office.shown


def test_an_empty_question_is_not_kept() -> None:
    office = Office()

    answer_question(replace(ASKED, text=" "), office.desk())

    assert office.shown
    assert not office.kept


def test_a_choice_is_a_question_of_its_own_in_the_same_thread() -> None:
    office = Office(kept={"q1": replace(ASKED, answer=BACK)})

    choose_alternative("q1", 0, "click", PRESS, office.desk())
    choose_alternative("q1", 1, "click 2", PRESS, office.desk())

    assert [(one.text, one.asker, one.thread) for one in office.shown] == [
        ("Is zoom fresh?", "U0ROSA", "1.2"),
        ("Costs", "U0ROSA", "1.2"),
    ]
    assert office.shown[1].answer == Answer(AnswerKind.KNOWLEDGE, "the page costs")
    assert office.kept["q1"].feedback is Feedback.HELPED
    assert {one.original_text for one in office.shown} == {"is zoom fresh?"}


def test_a_guest_who_chooses_changes_nothing() -> None:
    office = Office(kept={"q1": replace(ASKED, answer=BACK)})

    choose_alternative("q1", 0, "click", replace(PRESS, user_id="U0GUS"), office.desk())

    assert (office.shown, office.kept["q1"].feedback) == ([], None)
    assert office.happened[0].startswith("whisper U0GUS Guests cannot")


@pytest.mark.parametrize(("number", "question"), [(7, "q1"), (0, "q2")])
def test_a_choice_that_is_not_there_changes_nothing(number: int, question: str) -> None:
    office = Office(kept={"q1": replace(ASKED, answer=BACK)})

    choose_alternative(question, number, "click", PRESS, office.desk())

    assert not office.shown


def test_feedback_is_written_down_and_answered() -> None:
    office = Office(kept={"q1": replace(ASKED, answer=KNOWN)})

    rate_answer("q1", False, PRESS, office.desk())
    assert office.kept["q1"].feedback is Feedback.NOT_QUITE
    rate_answer("q1", True, PRESS, office.desk())

    assert office.kept["q1"].feedback is Feedback.HELPED
    assert office.happened == [f"whisper U0ROSA {SORRY_REPLY}", f"whisper U0ROSA {THANKS_REPLY}"]


def test_people_are_asked_once() -> None:
    office = Office(kept={"q1": replace(ASKED, answer=KNOWN)})

    hand_over_question("q1", PRESS, office.desk())
    hand_over_question("q1", PRESS, office.desk())

    assert office.happened == [
        "pass on q1 for Rosa Neri",
        "whisper U0ROSA People were asked already: https://slack.example/p9",
    ]


def test_guests_neither_rate_nor_pass_on() -> None:
    office = Office(kept={"q1": replace(ASKED, answer=KNOWN)})
    guest = replace(PRESS, user_id="U0GUS")

    rate_answer("q1", True, guest, office.desk())
    hand_over_question("q1", guest, office.desk())

    assert office.kept["q1"].feedback is None
    assert all(line.startswith("whisper U0GUS Guests cannot") for line in office.happened)
