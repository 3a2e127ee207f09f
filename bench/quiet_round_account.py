"""An account of any size for poll rounds: its connections as Fivetran lists them, and the history of our rows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Engine, insert, update
from sqlmodel import SQLModel

from bot.store.incident_rows import subject_columns
from bot.store.requests import request_columns
from bot.store.tables import ConnectionRow, IncidentRow, RequestRow, SyncRunRow
from workflows.incidents.model import Condition, Incident, Severity
from workflows.requests.answers import Answers, Freshness, Sensitivity
from workflows.requests.history import Decision
from workflows.requests.mirrors import Ticket
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
GROUPS = ("dev", "prod")
REQUESTS_PER_CONNECTION, SYNCS_PER_CONNECTION, RUNS = 5, 50, 24
BROKEN_SHARE = 40
"""One connection of this many is broken: 500 of 20,000."""
BATCH = 5_000
Rows = Iterator[dict[str, Any]]


def connection_item(number: int) -> dict[str, Any]:
    """Return a connection as Fivetran lists it."""
    is_broken = _is_broken(number)
    tasks = [{"code": "reconnect", "message": "Reconnect it.", "details": None}] if is_broken else []
    return {
        "id": f"polite_otter_{number}",
        "service": f"service_{number // 10}",
        "schema": f"service_{number // 10}_{number}",
        "paused": number % 50 == 7 and not is_broken,
        "pause_after_trial": False,
        "group_id": GROUPS[number % 2],
        "connected_by": "interpret_lasso",
        "created_at": "2025-01-01T00:00:00.000000Z",
        "succeeded_at": f"{NOW - timedelta(hours=2, seconds=number % 3_600):%Y-%m-%dT%H:%M:%S.000000Z}",
        "failed_at": None,
        "service_version": 4,
        "sync_frequency": 360,
        "schedule_type": "auto",
        "daily_sync_time": None,
        "networking_method": "Directly",
        "proxy_agent_id": None,
        "private_link_id": None,
        "hybrid_deployment_agent_id": None,
        "data_delay_sensitivity": "NORMAL",
        "data_delay_threshold": 0,
        "source_sync_details": {},
        "status": {
            "setup_state": "broken" if is_broken else "connected",
            "schema_status": "ready",
            "sync_state": "scheduled",
            "update_state": "on_schedule",
            "is_historical_sync": False,
            "rescheduled_for": None,
            "tasks": tasks,
            "warnings": [],
        },
    }


def seed_before(engine: Engine, size: int) -> None:
    """Write requests, syncs, and incidents, before the first round."""
    _write(engine, RequestRow, _request_rows(size))
    _write(engine, SyncRunRow, _sync_rows(size))
    _write(engine, IncidentRow, _incident_rows(size))


def seed_runs(engine: Engine) -> None:
    """Let every connection have a full history, after the first round."""
    ends = [(NOW - timedelta(hours=6 * back + 2)).timestamp() for back in reversed(range(RUNS))]
    history = {
        "runs": [[at, True, 300.0] for at in ends],
        "syncing_since": None,
        "initial_warnings": [],
        "pause_reason": "",
        "loads_recent_first": False,
    }
    with engine.begin() as connection:
        connection.execute(update(ConnectionRow).values(run_history=history))


def _write(engine: Engine, table: type[SQLModel], rows: Rows) -> None:
    while batch := list(islice(rows, BATCH)):
        with engine.begin() as connection:
            connection.execute(insert(table), batch)


def _is_broken(number: int) -> bool:
    return number % BROKEN_SHARE == BROKEN_SHARE - 1


def _request_rows(size: int) -> Rows:
    """Yield a request for every second connection, and closed ones."""
    for number in range(size * REQUESTS_PER_CONNECTION):
        item = connection_item(number % size)
        facts: dict[str, Any] = {"status": Status.DECLINED}
        if number < size and number % 2 == 0:
            facts = {"status": Status.LIVE, "connection_id": item["id"]}
        elif number % 10 == 9:
            facts = {"status": Status.RETIRED, "connection_id": f"gone_{number}"}
        yield request_columns(_request(number, item, facts)) | {"submission": f"V{number}", "is_in_sync": True}


def _request(number: int, item: dict[str, Any], facts: dict[str, Any]) -> ConnectorRequest:
    requester = f"U{number % 2_000:06}"
    submitted_at = NOW - timedelta(hours=number % 30_000 + 1)
    answers = Answers(
        service=item["service"],
        service_name=item["service"].title(),
        purpose="A forecast for the third quarter",
        business_owner="U0ROSA",
        sensitivity=Sensitivity.PERSONAL if number % 40 == 2 else Sensitivity.INTERNAL,
        access="The revenue team",
        freshness=Freshness.DAILY,
        delete_after=date(2027, 12, 1),
        destination={"schema": item["schema"]},
    )
    return ConnectorRequest(
        id=f"r{number}",
        requester=requester,
        channel="C0FIVETRAN",
        submitted_at=submitted_at,
        answers=answers,
        names={requester: f"Person {requester}", "U0BO": "Bo Lindqvist"},
        ticket=Ticket(f"{10_000 + number}", f"DSRE-{number}", f"https://jira.example/browse/DSRE-{number}"),
        decision=Decision("U0BO", submitted_at + timedelta(hours=1)),
        **facts,
    )


def _sync_rows(size: int) -> Rows:
    for number in range(size):
        for back in range(1, SYNCS_PER_CONNECTION):
            yield {
                "connection_id": f"polite_otter_{number}",
                "ended_at": (NOW - timedelta(hours=6 * back + 2)).timestamp(),
                "succeeded": True,
                "duration_seconds": 300.0,
            }


def _incident_rows(size: int) -> Rows:
    """Yield an open incident for each broken connection, and a past one for every second connection."""
    for number in range(size):
        item = connection_item(number)
        if _is_broken(number):
            yield _incident_row(_incident(item, f"open-{number}", NOW - timedelta(hours=3)))
        if number % 2 == 0:
            past = _incident(item, f"past-{number}", NOW - timedelta(hours=number % 8_760 + 5))
            yield _incident_row(past.evolve(ended_at=past.opened_at + timedelta(hours=4)))


def _incident(item: dict[str, Any], incident_id: str, opened_at: datetime) -> Incident:
    return Incident(
        id=incident_id,
        condition=Condition.BROKEN_AUTH,
        severity=Severity.CRITICAL,
        connection_id=item["id"],
        group_id=item["group_id"],
        group_name=item["group_id"],
        service=item["service"],
        name=item["schema"],
        reason="Reconnect it.",
        opened_at=opened_at,
        codes=("reconnect",),
    )


def _incident_row(incident: Incident) -> dict[str, Any]:
    return subject_columns(incident) | {"due_at": 0.0, "is_in_sync": True}
