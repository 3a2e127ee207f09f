"""Questions on the agenda: what people asked is answered durably, whatever crashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from bot.durable import engine
from bot.store.access_requests import AccessStore
from bot.store.questions import QuestionStore
from workflows.access_requests import AccessAsk, AccessDesk, open_access, sweep_access
from workflows.answers import flow
from workflows.answers.ports import HelpDesk, Question
from workflows.ports import Clock
from workflows.requests.decisions import Press

log = structlog.get_logger(__name__)

PATIENT = {**engine.PATIENT, "max_attempts": 11}
"""Nobody asks again for an answer that is merely late: it is tried for about eight minutes."""
PERIOD = 60
"""Seconds after which a ticket that is still not open is put on the agenda again."""


@dataclass(frozen=True)
class QuestionAgenda:
    """Fulfils what listeners need for questions, and `workflows.access_requests.AccessAgenda`."""

    clock: Clock
    book: QuestionStore
    asks: AccessStore

    def ask(self, question: Question) -> None:
        """Somebody asks; the same event is the same question, and so is a message that several point at.

        One at a time for each question: two at once would not know of each other's messages.
        """
        name = f"answer:{question.id}:{question.by}"
        engine.put(engine.REQUESTS, name, "answer", question, partition=question.id)

    def choose(self, click: str, question_id: str, number: int, press: Press) -> None:
        """Somebody chooses what they meant."""
        engine.put(engine.CLICKS, f"choose:{click}", "choose", question_id, number, click, press)

    def rate(self, click: str, question_id: str, helped: bool, press: Press) -> None:
        """Somebody says whether it helped."""
        engine.put(engine.CLICKS, f"rate:{click}", "rate", question_id, helped, press)

    def ask_people(self, click: str, question_id: str, press: Press) -> None:
        """Somebody wants a person to answer."""
        name = f"ask-people:{click}"
        engine.put(engine.REQUESTS, name, "ask_people", question_id, press, partition=question_id)

    def asked(self, question_id: str) -> Question:
        """A question and its answer; `Refused` when it is not known (any more)."""
        return self.book.get(question_id)

    def want_access(self, ask: AccessAsk) -> None:
        """Somebody asks for access: kept before the form closes."""
        self.asks.keep(ask)
        self.open_access(ask.id)

    def open_access(self, ask_id: str) -> None:
        """One at a time for each."""
        period = int(self.clock.now().timestamp() // PERIOD)
        name = f"open-access:{ask_id}:{self.asks.get(ask_id).attempts}:{period}"
        engine.put(engine.REQUESTS, name, "open_access", ask_id, partition=ask_id)

    def put_off(self, ask_id: str, reason: str, until: datetime) -> None:
        log.warning("a ticket for access was put off", ask=ask_id, reason=reason, until=until.isoformat())

    def to_review(self, limit: int | None = None) -> Sequence[Question]:
        """Unanswered and badly rated questions, the newest first."""
        return self.book.to_review(limit)


def register(desk: HelpDesk, access: AccessDesk) -> None:
    """Make workflows of everything that questions can set going."""
    patient = engine.checkpointed(desk, dict(PATIENT))
    for workflow in (flow.answer, flow.choose, flow.rate, flow.ask_people):
        engine.register(workflow.__name__, partial(workflow, desk=patient))
    quick = engine.checkpointed(access, {})
    for job in (open_access, sweep_access):
        engine.register(job.__name__, partial(job, desk=quick))
