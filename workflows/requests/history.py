"""What people did to a request: the decision, edits, removals of a text, and handovers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True)
class Approval:
    """One approval of a request that can need several."""

    user_id: str
    approved_at: datetime
    revision: int
    """The revision of the answers that it is about. It doesn't count for another one."""
    jira_account: str | None = None
    """The id of the Jira account that moved the ticket, if any."""


@dataclass(frozen=True)
class Decision:
    """Who decided, when, and on which revision of the answers."""

    user_id: str
    decided_at: datetime
    reason: str | None = None
    revision: int = 1
    """The revision of the answers shown on the card."""
    is_from_ticket: bool = False
    """Whether it was made by moving the ticket in Jira."""
    jira_account: str | None = None
    """The id of the Jira account that moved the ticket, if any."""


class RequestText(StrEnum):
    """A text of a request that people typed, by its name in `Answers` if it's an answer."""

    PURPOSE = "purpose"
    ACCESS = "access"
    DUPLICATE_REASON = "duplicate_reason"
    CONFIG = "config"
    DECISION_REASON = "decision_reason"


@dataclass(frozen=True)
class TextRemoval:
    """A text that was removed from history, and by whom (Slack user id)."""

    text: RequestText
    removed_by: str


@dataclass(frozen=True)
class AnswerChange:
    """An answer that an edit changed, by its name in `Answers`."""

    answer: str
    before: tuple[str, ...] = ()
    """The slugs or values that were chosen from a list; empty for an answer that is typed."""
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edit:
    """A change of the answers by the requester before the decision; another business owner, or the removal of a text,
    at any time.
    """

    edited_at: datetime
    changes: tuple[AnswerChange, ...]
    editor: str | None = None
    """Who chose another business owner with *Reassign*; None for an edit by the requester."""
    removal: TextRemoval | None = None


@dataclass(frozen=True)
class Handover:
    """A request got another requester."""

    from_user: str
    to_user: str
    taken_at: datetime
    left_at: datetime | None
    """When the bot noticed that the earlier requester had left, if so."""
    handed_over_by: str | None = None
    """Who chose the new requester with *Reassign*; None if an approver took over."""
