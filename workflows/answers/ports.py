"""Ports of the answers package: pages and live data, stored questions, messages in Slack."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from workflows.answers.model import Answer, Question
from workflows.ports import Clock, Directory, Person, Rights
from workflows.requests.confidentiality import Viewer
from workflows.requests.mirrors import Message


@dataclass(frozen=True)
class FoundAnswer:
    """An answer, and whether every member has access to its content."""

    answer: Answer
    is_public: bool


class QuestionAnswerer(Protocol):
    """Answers from pages and live data. Methods only read, so each can be repeated."""

    def answer(self, text: str, viewer: Viewer) -> FoundAnswer:
        """Answer plain text for a viewer."""
        ...

    def answer_from_page(self, name: str) -> FoundAnswer:
        """Return the content of a page. Raises `Refused` when the page doesn't exist."""
        ...


class QuestionStorage(Protocol):
    """The stored questions."""

    def save(self, question: Question) -> None:
        """Store a question; a question with a known id is ignored."""
        ...

    def get(self, question_id: str) -> Question:
        """Return a question. Raises `Refused` when there is none with this id."""
        ...

    def update(self, question_id: str, **changes: object) -> Question:
        """Change fields of a question and return it."""
        ...

    def list_for_review(self, limit: int | None = None) -> Sequence[Question]:
        """Return unanswered and poorly rated questions, newest first."""
        ...


class AnswerMessages(Protocol):
    """Messages in Slack. A message that stays is posted once, however often the method runs."""

    def show_progress(self, question: Question) -> None:
        """Show a status in the agent view and title the thread after the question. Never raises."""
        ...

    def post_answer(self, question: Question) -> Message | None:
        """Post the answer where it belongs; None when it is ephemeral."""
        ...

    def send_private(self, channel: str, user_id: str, text: str, thread: str | None = None) -> None:
        """Send a message that only one person sees, by direct message where the channel refuses it."""
        ...

    def hand_over(self, question: Question, person: Person) -> str:
        """Post the question to the channel for its topic, link both conversations, and return the link."""
        ...

    def permalink(self, message: Message) -> str:
        """Return the link to a posted message."""
        ...

    def is_shared(self, channel: str) -> bool:
        """Return whether the channel is shared with another organization."""
        ...


@dataclass(frozen=True)
class AnswerPorts:
    """The ports that answering a question uses."""

    clock: Clock
    directory: Directory
    rights: Rights
    answerer: QuestionAnswerer
    questions: QuestionStorage
    messages: AnswerMessages
