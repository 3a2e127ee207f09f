"""Questions and requests for access on the queues: each is answered, also after a crash."""

from dataclasses import dataclass

from bot.durable.click_ports import QUESTION_PATIENCE
from bot.durable.queue_settings import CLICK_QUEUE, QUESTION_QUEUE, REQUEST_QUEUE
from bot.durable.registration import register_jobs
from bot.durable.replies import register_clicks
from bot.durable.work_table import enqueue, fresh_id
from bot.store.access_requests import AccessRequestStore
from workflows.access_requests import AccessPorts, AccessRequest, open_access_ticket
from workflows.answers import flow
from workflows.answers.model import Question
from workflows.answers.ports import AnswerPorts
from workflows.permissions import Actor
from workflows.ports import Clock, Messenger

ACCESS_ID_PERIOD_SECONDS = 60
"""Seconds after which a ticket that isn't open yet is enqueued again."""


@dataclass(frozen=True)
class AnswerQueue:
    """Takes questions and clicks under answers, and implements `workflows.access_requests.AccessQueue`."""

    clock: Clock
    access_requests: AccessRequestStore

    def answer(self, question: Question) -> None:
        """Answer a question. Two people who point at the same message ask the same question.

        One workflow at a time for each question: two wouldn't see each other's messages.
        """
        name = f"answer:{question.id}:{question.viewer_id}"
        enqueue(QUESTION_QUEUE, name, "answer_question", question, partition=question.id)

    def choose_alternative(self, click: str, question_id: str, number: int, actor: Actor) -> None:
        """Answer the alternative that the actor chose."""
        enqueue(CLICK_QUEUE, f"choose:{click}", "choose_alternative", question_id, number, click, actor)

    def rate_answer(self, click: str, question_id: str, actor: Actor, *, helped: bool) -> None:
        """Record whether an answer helped."""
        enqueue(CLICK_QUEUE, f"rate:{click}", "rate_answer", question_id, helped, actor)

    def hand_over(self, click: str, question_id: str, actor: Actor) -> None:
        """Hand a question over to people."""
        name = f"hand-over:{click}"
        enqueue(QUESTION_QUEUE, name, "hand_over_question", question_id, actor, partition=question_id)

    def request_access(self, request: AccessRequest) -> None:
        """Save a request for access before its form closes, and open its ticket."""
        self.access_requests.save(request)
        self.open_access_ticket(request.id)

    def open_access_ticket(self, request_id: str) -> None:
        """Open the ticket, one workflow at a time for each request."""
        attempt = f"access-ticket:{request_id}:{self.access_requests.get(request_id).attempts}"
        name = fresh_id(attempt, self.clock.now(), ACCESS_ID_PERIOD_SECONDS)
        enqueue(REQUEST_QUEUE, name, "open_access_ticket", request_id, partition=request_id)


def register_answer_workflows(ports: AnswerPorts, access_ports: AccessPorts, messenger: Messenger) -> None:
    """Register the workflows that questions and requests for access need."""
    clicks = flow.answer_question, flow.choose_alternative, flow.rate_answer, flow.hand_over_question
    register_clicks(messenger, ports, *clicks, patience=QUESTION_PATIENCE)
    register_jobs(open_access_ticket, ports=access_ports)
