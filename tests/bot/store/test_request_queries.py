"""What people find when they look: of their own, what still matters."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine

from bot.store.database import transaction
from bot.store.request_queries import RequestQueries
from bot.store.requests import RequestStore
from bot.store.tables import ConnectionRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import ANSWERS, MONDAY, a_request
from workflows.requests.answers import Sensitivity
from workflows.requests.state_machine import Status


def test_what_ended_long_ago_stays_out_of_the_way(database: Engine) -> None:
    store = RequestStore(database, Watch())
    long_ago = MONDAY - timedelta(days=100)
    store.add(a_request(id="declined", status=Status.DECLINED, submitted_at=long_ago), "V1")
    store.add(a_request(id="live", status=Status.LIVE, submitted_at=long_ago), "V2")
    store.add(a_request(id="new", status=Status.WITHDRAWN), "V3")

    mine = RequestQueries(database, Watch()).requests_of("U0ADA")

    assert [request.id for request in mine] == ["new", "live"]


def test_connections_of_confidential_requests_are_not_counted(database: Engine) -> None:
    answers = {
        "public": ANSWERS,
        "personal": replace(ANSWERS, sensitivity=Sensitivity.PERSONAL),
        "sensitive": replace(ANSWERS, is_sensitive_service=True),
    }
    store = RequestStore(database, Watch())
    for name, each in answers.items():
        store.add(a_request(id=name, connection_id=name, answers=each), name)
    with transaction(database) as session:
        session.add_all(
            ConnectionRow(id=name, group_id="dev", service="zoom", name=name, health="healthy", state_key="")
            for name in (*answers, "created by hand")
        )

    assert RequestQueries(database, Watch()).connections_per_service() == {"zoom": 2}


def test_requests_wait_for_a_decision_also_without_a_ticket(database: Engine) -> None:
    store = RequestStore(database, Watch())
    for status in (Status.SUBMITTED, Status.AWAITING_APPROVAL, Status.APPROVED, Status.DECLINED):
        store.add(a_request(id=status.value, status=status), status.value)

    waiting = RequestQueries(database, Watch()).undecided()

    assert {request.id for request in waiting} == {"submitted", "awaiting_approval"}
