"""Model of questions and answers."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workflows.requests.mirrors import Message

MAX_QUESTION_CHARS = 3_000
"""Characters of a question that are stored; Slack form inputs have the same limit."""


class AnswerKind(StrEnum):
    """Source of an answer."""

    KNOWLEDGE = "knowledge"
    """A reviewed knowledge page."""
    LIVE = "live"
    """Live data from the database or from Fivetran."""
    UNSURE = "unsure"
    """Not answered: there are alternatives to choose from, or nothing matched."""


@dataclass(frozen=True)
class Alternative:
    """A possible meaning of the question."""

    page: str
    """Name of the page behind it, without `.md`; empty when the title is asked as a question."""
    title: str
    """Label of the button; as a question it leads to the same page."""


@dataclass(frozen=True)
class AnsweredConnection:
    """An existing connection that an answer is about, and that the viewer doesn't own."""

    id: str
    name: str
    """Its name and environment."""


@dataclass(frozen=True)
class Answer:
    """Answer to a question. `text` is Markdown without headings, tables, and images."""

    kind: AnswerKind
    text: str
    source: str | None = None
    """Link to the source of the text; None when nothing was answered."""
    alternatives: tuple[Alternative, ...] = ()
    """At most three, the likeliest first; related pages when the question was answered."""
    confidence: float = 1.0
    """Probability that the answer (or the first alternative) is right, from 0 to 1."""
    page: str | None = None
    """Name of the page, without `.md`; None for live and unsure answers."""
    owner: str | None = None
    """Owner of the page; None for live and unsure answers."""
    reviewed: date | None = None
    """Date of the last review of the page."""
    as_of: datetime | None = None
    """Time of the live data; None for pages."""
    access_to: str | None = None
    """Prefilled resource of the access form; None where the form isn't offered."""
    connections: tuple[AnsweredConnection, ...] = ()
    """Whose owners can be asked for access in one press."""
    is_small_talk: bool = False
    """A reply to a greeting or to thanks: there is nothing to rate or to hand over."""
    is_for_mentions_only: bool = False
    """An empty result, or the viewer's own data: never offered to a person who didn't ask the bot."""

    @property
    def is_about_access(self) -> bool:
        """Whether to offer the access form."""
        return self.access_to is not None

    @property
    def is_clarification(self) -> bool:
        """Whether the viewer should choose between alternatives ("did you mean")."""
        return self.kind is AnswerKind.UNSURE and bool(self.alternatives)


class Surface(StrEnum):
    """Where a question was asked, and so where its answer is posted."""

    THREAD = "thread"
    """In a thread that the whole channel can read."""
    DIRECT = "direct"
    """A direct message."""
    AGENT = "agent"
    """A direct message in Slack's agent view, where each question is a thread with a title."""
    EPHEMERAL = "ephemeral"
    """In a channel, visible to the viewer only."""
    OFFER = "offer"
    """Not addressed to the bot, which answers in the thread only when it is certain."""


class Feedback(StrEnum):
    """Rating of an answer."""

    HELPED = "helped"
    NOT_QUITE = "not_quite"


@dataclass(frozen=True)
class Question:
    """One question. The same event always has the same id."""

    id: str
    viewer_id: str
    """Slack user id of the person who gets the answer: the author, or who pressed *Answer this*."""
    team_id: str
    channel: str
    surface: Surface
    text: str
    """Plain text, without Slack markup."""
    asked_at: datetime
    thread: str | None = None
    """Timestamp of the message that starts the thread."""
    opens_thread: bool = False
    """In the agent view: the question starts the thread and titles it."""
    author: str | None = None
    """Slack user id of the author, where another person asked for the answer."""
    page: str | None = None
    """The knowledge page that was chosen with a button."""
    original_text: str | None = None
    """The person's own text, when `text` is the title of a button."""
    answer: Answer | None = None
    is_private: bool = False
    """The answer holds restricted content, so only the viewer got it."""
    message: Message | None = None
    feedback: Feedback | None = None
    handover_url: str | None = None
    """Link to the message that hands the question over to people."""

    @property
    def is_empty(self) -> bool:
        """Whether it has no text and no chosen page."""
        return not self.text.strip() and self.page is None


def make_question_id(key: str) -> str:
    """Return the id of the question that `key` (an event or a click) identifies."""
    return f"q{hashlib.sha256(key.encode()).hexdigest()[:15]}"
