"""An access question: who asks for which existing data, who was asked, and what they answered."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from workflows.requests.mirrors import Message

OWNER_PATIENCE = timedelta(days=2)
"""How long an owner has before the approvers are asked too."""
ASK_AGAIN_AFTER = timedelta(days=7)
"""How long an answer holds. Then the same person can ask again."""
MAX_ASKED_APPROVERS = 10
"""Approvers who get the question. Others can answer it on their Home tab."""

UNNAMED_ANSWERER = "The owner or an approver"
"""Who answered, where they aren't named: both can answer, and only the name would say which."""


class QuestionStatus(StrEnum):
    """Where an access question stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    PASSED_ON = "passed_on"
    """No one could be asked in Slack, so data engineering gets a ticket."""


@dataclass(frozen=True)
class AccessSubject:
    """Existing data that a person asks for."""

    key: str
    """The id of the connection, or of its request while it has none."""
    service: str
    """The id of the service."""
    service_name: str
    name: str
    """The name in the destination."""
    environment: str
    """The label of the connection's group."""
    request_id: str | None = None
    """The open request of the connection; None if it wasn't requested here."""
    is_confidential: bool = False
    """Whether only insiders can know of it, so that only they are asked."""


@dataclass(frozen=True)
class AskedPerson:
    """A person who was asked, and the message they got."""

    user_id: str
    message: Message | None = None
    """None until it is sent."""


@dataclass(frozen=True)
class AccessQuestion:
    """A question as the database knows it. The messages are kept in line with it."""

    id: str
    requester: str
    """Slack user id of the person who asks."""
    requester_name: str
    subject: AccessSubject
    asked_at: datetime
    is_anonymous: bool = False
    """Whether the requester doesn't know which connection it is about, or who owns it."""
    asked: tuple[AskedPerson, ...] = ()
    asks_approvers: bool = False
    """Whether the approvers were asked, rather than only an owner."""
    is_owner_late: bool = False
    """Whether the approvers were asked because the owner hasn't answered; else the owner can't be asked."""
    status: QuestionStatus = QuestionStatus.WAITING
    answered_by: str | None = None
    answered_by_name: str = ""
    answered_at: datetime | None = None
    decline_reason: str = ""
    """Why the person declined, in one line; empty without a reason."""
    is_in_sync: bool = False
    """Whether everyone has read where it stands."""
    attempts: int = 0
    retry_at: datetime | None = None

    def evolve(self, **changes: object) -> "AccessQuestion":
        """Return a copy with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # replace() cannot type **kwargs

    @property
    def is_waiting(self) -> bool:
        """Whether it has no answer yet."""
        return self.status is QuestionStatus.WAITING

    def holds_at(self, now: datetime) -> bool:
        """Whether the same person can't ask again yet: it waits, or was answered lately."""
        return self.is_waiting or now - (self.answered_at or now) < ASK_AGAIN_AFTER

    @property
    def people(self) -> frozenset[str]:
        """The ids of the people who were asked."""
        return frozenset(one.user_id for one in self.asked)

    @property
    def owner(self) -> str | None:
        """The id of the owner who was asked; None if the approvers were."""
        return self.asked[0].user_id if self.asked and not self.asks_approvers else None

    @property
    def answerer(self) -> str:
        """Who answered, as the requester can know it."""
        return UNNAMED_ANSWERER if self.is_anonymous else self.answered_by_name or UNNAMED_ANSWERER

    @property
    def escalates_at(self) -> datetime:
        """When the approvers are asked too."""
        return self.asked_at + OWNER_PATIENCE


@dataclass(frozen=True)
class AskedAccess:
    """What a person asked for, and can't ask for again yet."""

    connections: Mapping[str, datetime] = field(default_factory=dict)
    """Id of a connection, or of its request → when they asked."""
    services: Mapping[str, datetime] = field(default_factory=dict)
    """Id of a service whose restricted connections they asked for → when they asked."""


def asked_access(questions: Iterable[AccessQuestion], now: datetime) -> AskedAccess:
    """Return what the questions of one person still hold for."""
    held = [one for one in questions if one.holds_at(now)]
    services = {one.subject.service: one.asked_at for one in held if one.is_anonymous}
    return AskedAccess({one.subject.key: one.asked_at for one in held if not one.is_anonymous}, services)


def question_id(requester: str, subject: AccessSubject, day: str) -> str:
    """Return the id of a question: the same person asks about the same data once a day."""
    return hashlib.sha256(f"{requester}:{subject.key}:{day}".encode()).hexdigest()[:12]
