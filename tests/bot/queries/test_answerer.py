"""One answer reads everything once, failures included, and finds requests by ticket."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from bot.queries.answerer import Answerer
from bot.queries.memoize import memoize
from tests.support.memory_rows import MemoryRows
from tests.support.sample_account import CLEO, PLAY, SERVICES, NoUsageLog, OnePage, Window, facts
from tests.support.sample_data import MONDAY
from workflows.catalog.offered_services import OfferedServices
from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.errors import Unavailable
from workflows.reporting.snapshot import Environment
from workflows.requests.state_machine import Status

ENVIRONMENTS = [
    Environment("dev", "Fivetran_Dev", "dev-fivetran", False),
    Environment("prod", "Fivetran_Prod", "moz-fx-data-bq-fivetran", True),
]


@dataclass
class Counting(Window):
    """Fivetran that does not answer, and counts in how many ways it was asked."""

    asked: list[str] = field(default_factory=list)

    def fetch(self, connection_id: str) -> Connection | None:
        self.asked.append(connection_id)
        raise Unavailable("Fivetran didn't respond.")


ACCOUNT = facts(requests=(PLAY.evolve(status=Status.DECLINED, connection_id=None),))
"""It has one declined request, found by its ticket only."""


class Watch:
    def now(self) -> datetime:
        return MONDAY


class Pages(OnePage):
    def page(self, name: str) -> None:
        return None


def answerer(window: Window, offered: OfferedServices | None = None) -> Answerer:
    known = (Pages(), MemoryRows(ACCOUNT), SERVICES, window, Watch(), ENVIRONMENTS, NoUsageLog())
    return Answerer(*known, offered_services=lambda: offered or OfferedServices())


def test_one_answer_reads_fivetran_once_even_on_failure() -> None:
    fivetran = Counting()

    answerer(fivetran).answer("is google ads fresh?", CLEO)

    assert fivetran.asked == ["google_otter"]


def test_closed_requests_are_found_by_ticket_and_offered_services_by_name() -> None:
    answers = answerer(Window(), OfferedServices(quux=Service("quux", "Quux Cloud")))

    assert "It was declined." in answers.answer("where is dsre-5?", CLEO).answer.text
    assert "find a connection for Quux Cloud" in answers.answer("do we have quux cloud?", CLEO).answer.text


def test_a_failure_is_memoized_like_a_result() -> None:
    tried: list[int] = []

    def fails(number: int) -> int:
        tried.append(number)
        raise Unavailable("not now")

    asked = memoize(fails)
    for _ in range(2):
        with pytest.raises(Unavailable):
            asked(1)

    assert tried == [1]
