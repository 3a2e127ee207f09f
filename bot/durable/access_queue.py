"""Access questions on the queues: each is asked, answered, and delivered, also after a crash."""

from dataclasses import dataclass

from bot.durable.queue_settings import CLICK_QUEUE, REQUEST_QUEUE
from bot.durable.registration import register_jobs
from bot.durable.replies import register_clicks
from bot.durable.work_table import enqueue, fresh_id
from bot.store.access_questions import AccessQuestionStore
from workflows.access_questions.answer import answer_access_question, require_waiting
from workflows.access_questions.ask import ask_owner, ask_restricted_owners
from workflows.access_questions.delivery import deliver_access_question
from workflows.access_questions.model import AccessQuestion, AskedAccess, asked_access
from workflows.access_questions.ports import AccessQuestionPorts
from workflows.permissions import Actor
from workflows.ports import Clock

DELIVERY_ID_PERIOD_SECONDS = 60
"""Seconds after which a question that isn't delivered yet is enqueued again."""


@dataclass(frozen=True)
class DbosAccessQueue:
    """Takes presses about access, and implements `workflows.access_questions.ports.AccessQuestionQueue`."""

    clock: Clock
    questions: AccessQuestionStore

    def ask_owner(self, click: str, connection_id: str, actor: Actor) -> None:
        """Ask for access to a connection, one question at a time for each person."""
        enqueue(REQUEST_QUEUE, f"ask-owner:{click}", "ask_owner", connection_id, actor, partition=_of(actor))

    def ask_restricted_owners(self, click: str, service_id: str, actor: Actor) -> None:
        """Ask for access to what is restricted of a service, one question at a time for each person."""
        name = f"ask-restricted:{click}"
        enqueue(REQUEST_QUEUE, name, "ask_restricted_owners", service_id, actor, partition=_of(actor))

    def asked_by(self, user: str) -> AskedAccess:
        """Return what a person asked for, and can't ask for again yet."""
        return asked_access(self.questions.of_requester(user), self.clock.now())

    def approve(self, click: str, question_id: str, actor: Actor) -> None:
        """Answer a question with yes."""
        enqueue(CLICK_QUEUE, f"answer-access:{click}", "answer_access_question", question_id, True, actor)

    def decline(self, click: str, question_id: str, actor: Actor, reason: str) -> None:
        """Answer a question with no, and with a reason if there is one."""
        enqueue(CLICK_QUEUE, f"answer-access:{click}", "answer_access_question", question_id, False, actor, reason)

    def waiting_question(self, question_id: str, actor: Actor) -> AccessQuestion:
        """Return a question that waits. Raises `Refused` if it has an answer, or doesn't exist anymore."""
        return require_waiting(self.questions.get(question_id), actor)

    def deliver(self, question_id: str) -> None:
        """Bring the messages about a question up to date, one workflow at a time for each question."""
        question = self.questions.get(question_id)
        version = f"deliver-question:{question_id}:{question.status}:{question.attempts}"
        name = fresh_id(version, self.clock.now(), DELIVERY_ID_PERIOD_SECONDS)
        enqueue(REQUEST_QUEUE, name, "deliver_access_question", question_id, partition=f"question {question_id}")


def _of(actor: Actor) -> str:
    return f"access {actor.user_id}"


def register_access_workflows(ports: AccessQuestionPorts) -> None:
    """Register the workflows that access questions need."""
    register_clicks(ports.messenger, ports, ask_owner, ask_restricted_owners, answer_access_question)
    register_jobs(deliver_access_question, ports=ports)
