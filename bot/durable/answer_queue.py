"""Questions on the agenda: what people asked is answered durably, whatever crashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from bot.durable import engine
from bot.store.access_requests import AccessRequestStore
from bot.store.questions import QuestionStore
from workflows.access_requests import (
    AccessPorts,
    AccessRequest,
    open_access_ticket,
    open_lagging_access_tickets,
)
from workflows.answers import flow
from workflows.answers.model import Question
from workflows.answers.ports import AnswerPorts
from workflows.permissions import Actor
from workflows.ports import Clock

log = structlog.get_logger(__name__)

ANSWER_STEP_RETRIES = {**engine.CLICK_STEP_RETRIES, "max_attempts": 11}
"""Nobody asks again for an answer that is merely late: it is tried for about eight minutes."""
ACCESS_ID_PERIOD_SECONDS = 60
"""Seconds after which a ticket that is still not open is put on the agenda again."""


@dataclass(frozen=True)
class AnswerQueue:
    """Fulfils what listeners need for questions, and `workflows.access_requests.AccessAgenda`."""

    clock: Clock
    questions: QuestionStore
    access_requests: AccessRequestStore

    def answer(self, question: Question) -> None:
        """Somebody asks; the same event is the same question, and so is a message that several point at.

        One at a time for each question: two at once would not know of each other's messages.
        """
        name = f"answer:{question.id}:{question.asker}"
        engine.enqueue(engine.REQUEST_QUEUE, name, "answer_question", question, partition=question.id)

    def choose_alternative(self, click: str, question_id: str, number: int, press: Actor) -> None:
        """Somebody chooses what they meant."""
        engine.enqueue(
            engine.CLICK_QUEUE, f"choose:{click}", "choose_alternative", question_id, number, click, press
        )

    def rate_answer(self, click: str, question_id: str, helped: bool, press: Actor) -> None:
        """Somebody says whether it helped."""
        engine.enqueue(engine.CLICK_QUEUE, f"rate:{click}", "rate_answer", question_id, helped, press)

    def hand_over(self, click: str, question_id: str, press: Actor) -> None:
        """Somebody wants a person to answer."""
        name = f"ask-people:{click}"
        engine.enqueue(
            engine.REQUEST_QUEUE, name, "hand_over_question", question_id, press, partition=question_id
        )

    def get_question(self, question_id: str) -> Question:
        """A question and its answer; `Refused` when it is not known (any more)."""
        return self.questions.get(question_id)

    def request_access(self, ask: AccessRequest) -> None:
        """Somebody asks for access: kept before the form closes."""
        self.access_requests.save(ask)
        self.open_access_ticket(ask.id)

    def open_access_ticket(self, ask_id: str) -> None:
        """One at a time for each."""
        period = int(self.clock.now().timestamp() // ACCESS_ID_PERIOD_SECONDS)
        name = f"open-access:{ask_id}:{self.access_requests.get(ask_id).attempts}:{period}"
        engine.enqueue(engine.REQUEST_QUEUE, name, "open_access_ticket", ask_id, partition=ask_id)

    def log_delay(self, ask_id: str, reason: str, until: datetime) -> None:
        log.warning("a ticket for access was put off", ask=ask_id, reason=reason, until=until.isoformat())

    def to_review(self, limit: int | None = None) -> Sequence[Question]:
        """Unanswered and badly rated questions, the newest first."""
        return self.questions.list_for_review(limit)


def register_answer_workflows(desk: AnswerPorts, access: AccessPorts) -> None:
    """Make workflows of everything that questions can set going."""
    patient = engine.checkpoint_ports(desk, dict(ANSWER_STEP_RETRIES))
    for workflow in (
        flow.answer_question,
        flow.choose_alternative,
        flow.rate_answer,
        flow.hand_over_question,
    ):
        engine.register_workflow(workflow.__name__, partial(workflow, ports=patient))
    quick = engine.checkpoint_ports(access, {})
    for job in (open_access_ticket, open_lagging_access_tickets):
        engine.register_workflow(job.__name__, partial(job, ports=quick))
