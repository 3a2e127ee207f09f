"""An answer to a question: what it says, where that comes from, and how sure we are."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class AnswerKind(StrEnum):
    """Where an answer comes from."""

    KNOWLEDGE = "knowledge"
    """A page somebody wrote and reviewed."""
    LIVE = "live"
    """Facts of this moment: the database, or a fresh look at Fivetran."""
    UNSURE = "unsure"
    """Not answered: either there are alternatives to choose from, or we do not know."""


@dataclass(frozen=True)
class Alternative:
    """Something the person may have meant."""

    page: str
    """What to look up when it is chosen: a page's name, without `.md`; empty when the title is asked anew."""
    title: str
    """What to write on the button; asked as a question it leads to the same page."""


@dataclass(frozen=True)
class Answer:
    """What we say to a question. `text` is Markdown without headings, tables and images."""

    kind: AnswerKind
    text: str
    source: str | None = None
    """Link to where the text comes from; none when nothing was answered."""
    alternatives: tuple[Alternative, ...] = ()
    """Up to three, the likeliest first; other pages worth a look when something was answered."""
    confidence: float = 1.0
    """How likely the answer (or, when unsure, the first alternative) is right, from 0 to 1."""
    page: str | None = None
    """The page answered with, without `.md`; none for live and unsure answers."""
    owner: str | None = None
    """Who keeps the page right; none for live and unsure answers."""
    reviewed: date | None = None
    """When the page was last looked over."""
    as_of: datetime | None = None
    """The moment that live facts are true for; none for pages."""
    access_to: str | None = None
    """What the form for access begins with, where the person is probably best helped with that form."""

    is_for_mentions_only: bool = False
    """It says that there is nothing, or is about the asker's own: nobody wants to hear that unasked."""

    @property
    def is_about_access(self) -> bool:
        """Whether the form for access is worth offering."""
        return self.access_to is not None

    @property
    def is_clarification(self) -> bool:
        """Whether the person should choose between alternatives ("did you mean")."""
        return self.kind is AnswerKind.UNSURE and bool(self.alternatives)
