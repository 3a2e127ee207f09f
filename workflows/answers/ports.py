"""A question in Slack: where it was asked, what came of it, and what is needed to answer it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from workflows.answers.model import Answer
from workflows.ports import Clock, Directory, Person
from workflows.reporting.snapshot import Viewer
from workflows.requests.model import Message

MAX_QUESTION_CHARS = 3_000
"""Characters of a question that are kept: as many as a form of Slack's could hold."""


class Surface(StrEnum):
    """Where a question was asked, and so where its answer belongs."""

    THREAD = "thread"
    """Where everybody in the channel can read it."""
    DIRECT = "direct"
    """A private conversation with the bot."""
    AGENT = "agent"
    """The same in Slack's agent view, where every question is a thread that has a title."""
    EPHEMERAL = "ephemeral"
    """In a channel, but only the asker sees it."""
    OFFER = "offer"
    """Nobody asked the bot: it answers in the thread only when it is very sure."""


class Feedback(StrEnum):
    """What people said of an answer."""

    HELPED = "helped"
    NOT_QUITE = "not_quite"


@dataclass(frozen=True)
class Question:
    """One question. Asked twice by the same event, it has the same id."""

    id: str
    asker: str
    """Who wants the answer: the author, or whoever pressed *Answer this*."""
    team_id: str
    channel: str
    surface: Surface
    text: str
    """Plain words, without Slack's markup."""
    asked_at: datetime
    thread: str | None = None
    """The message that the thread hangs on."""
    opens_thread: bool = False
    """In the agent view: the thread begins with this question, and is called after it."""
    author: str | None = None
    """Who wrote it, where that is somebody else."""
    page: str | None = None
    """The page that was chosen, when a button was pressed instead of a question asked."""
    original_text: str | None = None
    """What was asked first, in the asker's words, when `text` is the title of a button that was pressed."""
    answer: Answer | None = None
    is_private: bool = False
    """The answer holds what not everybody may read, so the asker alone got it."""
    message: Message | None = None
    feedback: Feedback | None = None
    handover_url: str | None = None
    """Where people were asked instead: a link."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return not self.text.strip() and self.page is None


def make_question_id(key: str) -> str:
    """The id of the question that `key` (an event, a click) is."""
    return f"q{hashlib.sha256(key.encode()).hexdigest()[:15]}"


@dataclass(frozen=True)
class FoundAnswer:
    """An answer, and whether everybody may read it."""

    answer: Answer
    is_public: bool


class QuestionAnswerer(Protocol):
    """Knows the pages and the facts. Every method only looks, so it may be called again."""

    def answer(self, text: str, viewer: Viewer) -> FoundAnswer:
        """The answer to plain words."""
        ...

    def answer_from_page(self, name: str) -> FoundAnswer:
        """What a page says; `Refused` when there is none (any more)."""
        ...


class Rights(Protocol):
    """Who may see everything."""

    def is_superuser(self, user_id: str) -> bool:
        """Whether this is an approver or a superuser, now."""
        ...


class QuestionStorage(Protocol):
    """The questions that were asked."""

    def save(self, question: Question) -> None:
        """Write it down, once for each id."""
        ...

    def get(self, question_id: str) -> Question:
        """A question; `Refused` when it is not known."""
        ...

    def update(self, question_id: str, **facts: object) -> Question:
        """Write down what came of it."""
        ...

    def list_for_review(self, limit: int | None = None) -> Sequence[Question]:
        """Unanswered and badly rated questions, the newest first."""
        ...


class AnswerMessages(Protocol):
    """What people read. Every message that stays is posted once, however often it is asked for."""

    def show_progress(self, question: Question) -> None:
        """In the agent view: show that it is being looked up, and call the thread after it. Never fails."""
        ...

    def post_answer(self, question: Question) -> Message | None:
        """The answer, where it belongs; None when it left no trace (only the asker saw it)."""
        ...

    def send_private(self, channel: str, user_id: str, text: str, thread: str | None = None) -> None:
        """Say something that only one person sees, where they are; privately when that is impossible."""
        ...

    def hand_over(self, question: Question, person: Person) -> str:
        """Ask people, in the channel where such things are asked, and link both conversations; the link."""
        ...

    def permalink(self, message: Message) -> str:
        """Where people find a message that was posted."""
        ...

    def is_shared(self, channel: str) -> bool:
        """Whether people of other organisations can read this channel."""
        ...


@dataclass(frozen=True)
class AnswerPorts:
    """All ports that questions need."""

    clock: Clock
    directory: Directory
    rights: Rights
    answerer: QuestionAnswerer
    questions: QuestionStorage
    messages: AnswerMessages
