"""Access questions in memory: people, requests, and what was sent to whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.support.fake_request_ports import World
from tests.support.sample_data import MONDAY
from workflows.access_questions.model import AccessQuestion, AccessSubject, QuestionStatus
from workflows.access_questions.ports import AccessQuestionPorts
from workflows.access_requests import AccessRequest
from workflows.errors import DeskError, PersonUnreachable, Refused
from workflows.ownership.model import Ownership
from workflows.ports import Person
from workflows.requests.confidentiality import Viewer
from workflows.requests.mirrors import Message

HUBSPOT = AccessSubject("polite_otter", "hubspot", "HubSpot", "hubspot", "Fivetran_Prod", "7f3c9a")
UNOWNED = AccessSubject("calm_river", "jira", "Jira", "jira", "Fivetran_Prod")
SECRET = replace(HUBSPOT, key="quiet_hill", name="hubspot_board", is_confidential=True)


@dataclass
class AccessWorld:
    """Everything behind the ports of access questions. What is sent is in `sent`, in order."""

    world: World
    subjects_: tuple[AccessSubject, ...] = (HUBSPOT, UNOWNED, SECRET)
    asked: dict[str, AccessQuestion] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    opened: list[AccessRequest] = field(default_factory=list)
    enqueued: list[str] = field(default_factory=list)
    unreachable: frozenset[str] = frozenset()
    trouble: DeskError | None = None
    claimed: dict[str, Ownership] = field(default_factory=dict)
    """Connection id → who claimed it."""
    insiders: frozenset[str] = frozenset()
    """Superusers."""

    def ports(self) -> AccessQuestionPorts:
        """Return ports that this world implements."""
        people: Any = self.world
        own: Any = self
        return AccessQuestionPorts(people, people, own, people, own, Questions(self), own, own, own, own, Claims(self))

    # rights, subjects

    def is_superuser(self, user_id: str, *, fresh: bool = False) -> bool:
        return user_id in self.insiders

    def find(self, connection_id: str, viewer: Viewer) -> AccessSubject | None:
        found = [one for one in self.subjects_ if one.key == connection_id]
        return next((one for one in found if viewer.is_superuser or not one.is_confidential), None)

    def restricted_of(self, service_id: str, viewer: Viewer) -> Sequence[AccessSubject]:
        return [one for one in self.subjects_ if one.service == service_id and one.is_confidential]

    # messages, tickets, queue

    def ask(self, question: AccessQuestion, user_id: str) -> Message:
        if self.trouble:
            raise self.trouble
        if user_id in self.unreachable:
            raise PersonUnreachable("Slack doesn't deliver direct messages to this person.", "user_disabled")
        self.sent.append(f"ask {user_id} about {question.subject.name}")
        return Message(f"D-{user_id}", "1.0")

    def show_answer(self, question: AccessQuestion, message: Message) -> None:
        self.sent.append(f"show {message.channel} {question.status}")

    def notify_declined(self, question: AccessQuestion) -> None:
        self.sent.append(f"declined {question.requester} {question.decline_reason}".strip())

    def refresh_home(self, question: AccessQuestion) -> None:
        """Home tabs are drawn elsewhere."""

    def request_access(self, request: AccessRequest) -> None:
        if request.id not in {one.id for one in self.opened}:
            self.opened.append(request)

    def deliver(self, question_id: str) -> None:
        self.enqueued.append(question_id)

    def send_private(self, channel: str, user_id: str, text: str) -> None:
        self.sent.append(f"whisper {user_id} {text}")


@dataclass
class Claims:
    """The owners of a world."""

    world: AccessWorld

    def get(self, connection_id: str) -> Ownership:
        return self.world.claimed.get(connection_id, Ownership(connection_id))


@dataclass
class Questions:
    """The stored questions of a world."""

    world: AccessWorld

    def save(self, question: AccessQuestion) -> None:
        self.world.asked.setdefault(question.id, question)

    def get(self, question_id: str) -> AccessQuestion:
        if question_id not in self.world.asked:
            raise Refused("This question doesn't exist anymore.")
        return self.world.asked[question_id]

    def latest_of(self, requester: str, subject_key: str) -> AccessQuestion | None:
        theirs = [
            one for one in self.world.asked.values() if one.requester == requester and one.subject.key == subject_key
        ]
        return max(theirs, key=lambda one: one.asked_at, default=None)

    def update(self, question_id: str, **changes: object) -> AccessQuestion:
        self.world.asked[question_id] = self.get(question_id).evolve(**changes)
        return self.world.asked[question_id]

    def answer(
        self, question_id: str, status: QuestionStatus, person: Person, at: datetime, reason: str = ""
    ) -> AccessQuestion:
        question = self.get(question_id)
        if not question.is_waiting:
            return question
        given = {"answered_by": person.id, "answered_by_name": person.name, "answered_at": at}
        return self.update(question_id, status=status, is_in_sync=False, decline_reason=reason, **given)

    def out_of_sync(self, now: datetime) -> Sequence[str]:
        late = [one for one in self.world.asked.values() if not one.is_in_sync]
        return [one.id for one in late if (one.retry_at or MONDAY) <= now]
