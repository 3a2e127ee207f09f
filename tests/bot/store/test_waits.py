"""Waits are read from what ended in the period, whatever became of the request or connection later."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from bot.store.database import transaction
from bot.store.incident_rows import subject_columns
from bot.store.requests import RequestStore
from bot.store.tables import IncidentRow
from bot.store.waits import WaitRows
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import ANSWERS, MONDAY, a_request, an_approved_request, an_incident
from workflows.incidents.model import Condition, EndReason
from workflows.reporting.figures import EndedWait, Wait
from workflows.requests.answers import Sensitivity
from workflows.requests.history import Decision
from workflows.requests.state_machine import Status

HOUR = timedelta(hours=1)
DECIDED = Decision("U0BO", MONDAY + HOUR)


def test_requests_wait_for_a_decision_of_an_approver_and_for_data(database: Engine) -> None:
    secret = replace(ANSWERS, service="workday", sensitivity=Sensitivity.PERSONAL)
    for number, request in enumerate(
        (
            an_approved_request(status=Status.LIVE, decision=DECIDED, first_synced_at=MONDAY + 3 * HOUR),
            an_approved_request(status=Status.DECLINED, decision=Decision("U0BO", MONDAY + 2 * HOUR), answers=secret),
            an_approved_request(status=Status.RETIRED, decision=DECIDED),
            an_approved_request(status=Status.WITHDRAWN, decision=DECIDED),
            an_approved_request(decision=Decision("U0BO", MONDAY - timedelta(seconds=1))),
            a_request(),
        )
    ):
        RequestStore(database, Watch()).add(replace(request, id=str(number)), f"form {number}")

    assert sorted(WaitRows(database).ended_since(MONDAY)) == [
        EndedWait(Wait.DATA, "salesforce", 3 * HOUR, is_restricted=False),
        EndedWait(Wait.DECISION, "salesforce", HOUR, is_restricted=False),
        EndedWait(Wait.DECISION, "salesforce", HOUR, is_restricted=False),
        EndedWait(Wait.DECISION, "workday", 2 * HOUR, is_restricted=True),
    ]


def test_a_connection_recovers_unless_it_was_harmless_or_ended_otherwise(database: Engine) -> None:
    keep(database, "recovered", ended_at=MONDAY + 2 * HOUR)
    keep(database, "restricted", ended_at=MONDAY + HOUR, is_restricted=True)
    keep(database, "open")
    keep(database, "paused", ended_at=MONDAY + HOUR, end_reason=EndReason.PAUSED)
    keep(database, "warned", ended_at=MONDAY + HOUR, condition=Condition.WARNING)
    keep(database, "earlier", opened_at=MONDAY - 2 * HOUR, ended_at=MONDAY - HOUR)

    assert sorted(WaitRows(database).ended_since(MONDAY)) == [
        EndedWait(Wait.RECOVERY, "zoom", HOUR, is_restricted=True),
        EndedWait(Wait.RECOVERY, "zoom", 2 * HOUR, is_restricted=False),
    ]


def keep(database: Engine, name: str, **facts: Any) -> None:
    incident = an_incident(id=name, **({"opened_at": MONDAY} | facts))
    with transaction(database) as session:
        session.add(IncidentRow(**subject_columns(incident)))
