"""Ports of access questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from workflows.access_questions.model import AccessQuestion, AccessSubject, QuestionStatus
from workflows.access_requests import AccessRequest
from workflows.audit.entries import NO_TRAIL, AuditTrail
from workflows.ownership.model import Ownership
from workflows.ports import Clock, Directory, Messenger, Person, Rights
from workflows.requests.confidentiality import Viewer
from workflows.requests.mirrors import Message
from workflows.requests.model import ConnectorRequest


class AccessQuestions(Protocol):
    """Storage of access questions."""

    def save(self, question: AccessQuestion) -> None:
        """Save a new question; do nothing if its id is already saved."""
        ...

    def get(self, question_id: str) -> AccessQuestion:
        """Return a question; raise `Refused` if the id is unknown."""
        ...

    def latest_of(self, requester: str, subject_key: str) -> AccessQuestion | None:
        """Return the newest question of a person about this data."""
        ...

    def update(self, question_id: str, **changes: object) -> AccessQuestion:
        """Change fields of a question other than its answer, and return it."""
        ...

    def answer(
        self, question_id: str, status: QuestionStatus, person: Person, at: datetime, reason: str = ""
    ) -> AccessQuestion:
        """Answer a question that waits, a no with its reason. Return it with the answer that holds: the first one."""
        ...

    def out_of_sync(self, now: datetime) -> Sequence[str]:
        """Return the ids of the questions whose next attempt is due."""
        ...


class AccessSubjects(Protocol):
    """Existing connections that a person can ask for."""

    def find(self, connection_id: str, viewer: Viewer) -> AccessSubject | None:
        """Return a connection; None if it's unknown, or hidden from the viewer."""
        ...

    def restricted_of(self, service_id: str, viewer: Viewer) -> Sequence[AccessSubject]:
        """Return the connections and open requests of a service that are counted, not named, for the viewer."""
        ...


class AccessOwners(Protocol):
    """Requests, which say who owns a connection."""

    def get(self, request_id: str) -> ConnectorRequest:
        """Return a request; raise `Refused` if it doesn't exist."""
        ...


class ClaimedOwners(Protocol):
    """Owners of connections that weren't requested here."""

    def get(self, connection_id: str) -> Ownership:
        """Return the ownership of a connection; without one, that of version 0."""
        ...


class AccessQuestionMessages(Protocol):
    """Direct messages about access questions. Each is sent once."""

    def ask(self, question: AccessQuestion, user_id: str) -> Message:
        """Ask a person. Raises `PersonUnreachable`."""
        ...

    def show_answer(self, question: AccessQuestion, message: Message) -> None:
        """Show the answer in a message that asks."""
        ...

    def notify_declined(self, question: AccessQuestion) -> None:
        """Notify the requester that they get no access, and of what they can do."""
        ...

    def refresh_home(self, question: AccessQuestion) -> None:
        """Redraw the Home tabs of the people who were asked, and of the one who asks."""
        ...


class AccessRequestIntake(Protocol):
    """Takes access requests, which become tickets."""

    def request_access(self, request: AccessRequest) -> None:
        """Save an access request and open its ticket; do nothing if its id is already saved."""
        ...


class AccessQuestionQueue(Protocol):
    """Durable follow-up work."""

    def deliver(self, question_id: str) -> None:
        """Enqueue `deliver_access_question` for the question."""
        ...


@dataclass(frozen=True)
class AccessQuestionPorts:
    """All ports of access questions."""

    clock: Clock
    directory: Directory
    rights: Rights
    requests: AccessOwners
    subjects: AccessSubjects
    questions: AccessQuestions
    messages: AccessQuestionMessages
    intake: AccessRequestIntake
    queue: AccessQuestionQueue
    messenger: Messenger
    owners: ClaimedOwners
    audit: AuditTrail = NO_TRAIL
