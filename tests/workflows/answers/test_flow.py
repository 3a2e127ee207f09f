"""Who gets an answer, where it goes, and what feedback and handover do."""

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
from workflows.answers.model import Alternative, Answer, AnswerKind, Feedback, Question, Surface
from workflows.answers.ports import AnswerPorts, FoundAnswer
from workflows.errors import Refused
from workflows.permissions import Actor
from workflows.ports import Person
from workflows.requests.confidentiality import Viewer
from workflows.requests.mirrors import Message

KNOWN = Answer(AnswerKind.KNOWLEDGE, "It is on this page.", confidence=0.95)
BACK = Answer(
    AnswerKind.UNSURE,
    "Which?",
    alternatives=(Alternative("", "Is zoom fresh?"), Alternative("costs", "Costs")),
)
ASKED = Question("q1", "U0ADA", "T0DESK", "C0DATAHELP", Surface.THREAD, "is zoom fresh?", MONDAY, thread="1.2")
ACTOR = Actor("U0ROSA", "T0DESK", "C0DATAHELP")


@dataclass
class Workspace:
    """The ports of the answers package, in memory."""

    found: FoundAnswer = field(default_factory=lambda: FoundAnswer(KNOWN, is_public=True))
    happened: list[str] = field(default_factory=list)
    shown: list[Question] = field(default_factory=list)
    viewers: list[Viewer] = field(default_factory=list)
    kept: dict[str, Question] = field(default_factory=dict)
    shared: bool = False

    def ports(self) -> AnswerPorts:
        people = World()
        return AnswerPorts(people, people, self, Answerer(self), QuestionStore(self.kept), self)

    def is_superuser(self, user_id: str, *, fresh: bool = False) -> bool:
        return user_id == "U0BO"

    def show_progress(self, question: Question) -> None:
        self.happened.append(f"show_progress {question.id}")

    def post_answer(self, question: Question) -> Message | None:
        self.shown.append(question)
        return Message(question.channel, "9.9")

    def send_private(self, channel: str, user_id: str, text: str, thread: str | None = None) -> None:
        self.happened.append(f"send_private {user_id} {text}")

    def hand_over(self, question: Question, person: Person) -> str:
        self.happened.append(f"hand over {question.id} for {person.name}")
        return "https://slack.example/p9"

    def permalink(self, message: Message) -> str:
        return f"https://slack.example/{message.ts}"

    def is_shared(self, channel: str) -> bool:
        return self.shared


@dataclass
class Answerer:
    """Gives one answer to everything."""

    workspace: Workspace

    def answer(self, text: str, viewer: Viewer) -> FoundAnswer:
        self.workspace.viewers.append(viewer)
        return self.workspace.found

    def answer_from_page(self, name: str) -> FoundAnswer:
        return FoundAnswer(Answer(AnswerKind.KNOWLEDGE, f"the page {name}"), is_public=True)


@dataclass
class QuestionStore:
    """Keeps questions in a dictionary."""

    kept: dict[str, Question]

    def save(self, question: Question) -> None:
        self.kept.setdefault(question.id, question)

    def get(self, question_id: str) -> Question:
        if question_id not in self.kept:
            raise Refused("I do not remember this question any more.")
        return self.kept[question_id]

    def update(self, question_id: str, **changes: Any) -> Question:
        self.kept[question_id] = replace(self.kept[question_id], **changes)
        return self.kept[question_id]

    def list_for_review(self, limit: int | None = None) -> Sequence[Question]:
        return list(self.kept.values())


def test_an_answer_is_shown_kept_and_found_again() -> None:
    workspace = Workspace()

    answer_question(ASKED, workspace.ports())

    (shown,) = workspace.shown
    assert (shown.answer, shown.is_private) == (KNOWN, False)
    assert workspace.kept["q1"].message == Message("C0DATAHELP", "9.9")


@pytest.mark.parametrize(("user", "begins"), [("U0ADA", ["show_progress q1"]), ("U0GUS", [])])
def test_in_the_agent_view_colleagues_see_at_once_that_it_is_looked_up(user: str, begins: list[str]) -> None:
    workspace = Workspace()

    answer_question(replace(ASKED, viewer_id=user, surface=Surface.AGENT, opens_thread=True), workspace.ports())

    assert [line for line in workspace.happened if not line.startswith("send_private")] == begins
    assert bool(workspace.shown) is bool(begins)


def test_a_restricted_answer_is_private() -> None:
    workspace = Workspace(FoundAnswer(KNOWN, is_public=False))

    answer_question(ASKED, workspace.ports())

    assert workspace.shown[0].is_private


@pytest.mark.parametrize(("surface", "private"), [(Surface.THREAD, True), (Surface.DIRECT, False)])
def test_in_a_shared_channel_every_answer_is_private(surface: Surface, private: bool) -> None:
    workspace = Workspace(shared=True)

    answer_question(replace(ASKED, surface=surface), workspace.ports())

    assert workspace.shown[0].is_private is private


def test_the_answer_to_another_authors_question_ignores_all_rights() -> None:
    workspace = Workspace()

    answer_question(replace(ASKED, viewer_id="U0BO", author="U0ADA"), workspace.ports())

    assert workspace.viewers == [Viewer("U0ADA", is_public=True)]


@pytest.mark.parametrize(("is_for_mentions_only", "hinted"), [(True, True), (False, False)])
def test_an_empty_result_in_a_thread_offers_a_direct_message(is_for_mentions_only: bool, hinted: bool) -> None:
    workspace = Workspace(FoundAnswer(replace(KNOWN, is_for_mentions_only=is_for_mentions_only), is_public=True))

    answer_question(replace(ASKED, viewer_id="U0BO", author="U0ADA"), workspace.ports())

    assert workspace.shown[0].answer
    assert (PRIVATE_HINT in workspace.shown[0].answer.text) is hinted


def test_a_second_request_for_an_answer_links_to_the_first() -> None:
    workspace, pointed = Workspace(), replace(ASKED, viewer_id="U0BO", author="U0ADA")

    answer_question(pointed, workspace.ports())
    answer_question(pointed, workspace.ports())  # the same again, after a crash
    answer_question(replace(pointed, viewer_id="U0ROSA"), workspace.ports())

    assert [one.viewer_id for one in workspace.shown] == ["U0BO", "U0BO"]
    assert workspace.happened == [
        "send_private U0ROSA Sorry, I can't answer this. It's already answered: https://slack.example/9.9"
    ]


def test_a_private_answer_does_not_stop_one_for_another_person() -> None:
    workspace, pointed = Workspace(), replace(ASKED, viewer_id="U0BO", author="U0ADA")
    workspace.kept[pointed.id] = replace(pointed, message=Message("D0BO", "9.9"))

    answer_question(replace(pointed, viewer_id="U0ROSA"), workspace.ports())

    assert [one.viewer_id for one in workspace.shown] == ["U0ROSA"]


def test_a_message_without_text_is_not_answered_in_its_thread() -> None:
    workspace = Workspace()

    answer_question(replace(ASKED, author="U0ADA", viewer_id="U0BO", text=" "), workspace.ports())

    assert not workspace.shown
    assert workspace.happened[0].endswith("This message has no text.")


@pytest.mark.parametrize("user", ["U0GUS", "U0DORA", "U0PIA"])
def test_guests_deactivated_users_and_partners_are_refused(user: str) -> None:
    workspace = Workspace()

    answer_question(replace(ASKED, viewer_id=user), workspace.ports())

    assert not workspace.shown
    assert workspace.happened[0].startswith(f"send_private {user} Sorry, I can't answer this.")


def test_a_partner_is_known_by_the_workspace_that_slack_names() -> None:
    workspace = Workspace()

    answer_question(replace(ASKED, team_id="T0NORTH"), workspace.ports())

    assert workspace.happened == [
        "send_private U0ADA Sorry, I can't answer this. Only members of this workspace can do that."
    ]


@pytest.mark.parametrize(
    "found",
    [
        FoundAnswer(replace(KNOWN, confidence=0.8), is_public=True),
        FoundAnswer(BACK, is_public=True),
        FoundAnswer(KNOWN, is_public=False),
        FoundAnswer(replace(KNOWN, is_for_mentions_only=True), is_public=True),
    ],
)
def test_only_certain_and_unrestricted_answers_are_offered(found: FoundAnswer) -> None:
    workspace = Workspace(found)

    answer_question(replace(ASKED, surface=Surface.OFFER), workspace.ports())

    assert not workspace.shown


def test_a_certain_answer_is_offered() -> None:
    workspace = Workspace()

    answer_question(replace(ASKED, surface=Surface.OFFER), workspace.ports())

    assert workspace.viewers == [Viewer("U0ADA", is_public=True)]
    assert workspace.shown


def test_an_empty_question_is_not_kept() -> None:
    workspace = Workspace()

    answer_question(replace(ASKED, text=" "), workspace.ports())

    assert workspace.shown
    assert not workspace.kept


def test_a_choice_is_a_question_of_its_own_in_the_same_thread() -> None:
    workspace = Workspace(kept={"q1": replace(ASKED, answer=BACK)})

    choose_alternative("q1", 0, "click", ACTOR, workspace.ports())
    choose_alternative("q1", 1, "click 2", ACTOR, workspace.ports())

    assert [(one.text, one.viewer_id, one.thread) for one in workspace.shown] == [
        ("Is zoom fresh?", "U0ROSA", "1.2"),
        ("Costs", "U0ROSA", "1.2"),
    ]
    assert workspace.shown[1].answer == Answer(AnswerKind.KNOWLEDGE, "the page costs")
    assert workspace.kept["q1"].feedback is Feedback.HELPED
    assert {one.original_text for one in workspace.shown} == {"is zoom fresh?"}


def test_a_guest_who_chooses_changes_nothing() -> None:
    workspace = Workspace(kept={"q1": replace(ASKED, answer=BACK)})

    choose_alternative("q1", 0, "click", replace(ACTOR, user_id="U0GUS"), workspace.ports())

    assert (workspace.shown, workspace.kept["q1"].feedback) == ([], None)
    assert workspace.happened[0].startswith("send_private U0GUS Guests can")


@pytest.mark.parametrize(("number", "question"), [(7, "q1"), (0, "q2")])
def test_a_choice_that_is_not_there_changes_nothing(number: int, question: str) -> None:
    workspace = Workspace(kept={"q1": replace(ASKED, answer=BACK)})

    choose_alternative(question, number, "click", ACTOR, workspace.ports())

    assert not workspace.shown


def test_feedback_is_written_down_and_answered() -> None:
    workspace = Workspace(kept={"q1": replace(ASKED, answer=KNOWN)})

    rate_answer("q1", False, ACTOR, workspace.ports())
    ratings = [workspace.kept["q1"].feedback]
    rate_answer("q1", True, ACTOR, workspace.ports())

    ratings.append(workspace.kept["q1"].feedback)
    assert ratings == [Feedback.NOT_QUITE, Feedback.HELPED]
    assert workspace.happened == [f"send_private U0ROSA {SORRY_REPLY}", f"send_private U0ROSA {THANKS_REPLY}"]


def test_a_question_is_handed_over_once() -> None:
    workspace = Workspace(kept={"q1": replace(ASKED, answer=KNOWN)})

    hand_over_question("q1", ACTOR, workspace.ports())
    hand_over_question("q1", ACTOR, workspace.ports())

    assert workspace.happened == [
        "hand over q1 for Rosa Neri",
        "send_private U0ROSA The team already has this question: https://slack.example/p9",
    ]


def test_guests_can_neither_rate_nor_hand_over() -> None:
    workspace = Workspace(kept={"q1": replace(ASKED, answer=KNOWN)})
    guest = replace(ACTOR, user_id="U0GUS")

    rate_answer("q1", True, guest, workspace.ports())
    hand_over_question("q1", guest, workspace.ports())

    assert workspace.kept["q1"].feedback is None
    assert all(line.startswith("send_private U0GUS Guests can") for line in workspace.happened)
