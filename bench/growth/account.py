"""An account of any size with the history that belongs to it, written straight into an empty database."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Engine, insert
from sqlmodel import SQLModel

from bot.store.connection_states import CONNECTION_ADAPTER
from bot.store.incident_rows import subject_columns
from bot.store.questions import QUESTION_ADAPTER
from bot.store.requests import request_columns
from bot.store.tables import (
    CatalogDownloadRow,
    ConnectionRow,
    ConnectorTypeRow,
    IncidentRow,
    PollRoundRow,
    QuestionRow,
    RequestRow,
    SyncRunRow,
)
from workflows.answers.model import Question, Surface
from workflows.connections.model import Connection
from workflows.incidents.model import Condition, Incident, Severity
from workflows.requests.answers import Answers, Freshness, Sensitivity
from workflows.requests.history import Decision
from workflows.requests.mirrors import Ticket
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
GROUPS = ("dev", "prod")
PER_SERVICE = 10
"""Connections of one service, whatever the size."""
REQUESTS_PER_CONNECTION, SYNCS_PER_CONNECTION = 5, 50
BATCH = 5_000
"""Rows in one statement."""
PEOPLE_SHARE = 10
"""Connections for each requester."""
CLOSED = (Status.DECLINED, Status.WITHDRAWN, Status.EXPIRED, Status.RETIRED)

Rows = Iterator[dict[str, Any]]


def seed(engine: Engine, size: int, services: int) -> None:
    """Write `size` connections with their requests, syncs, incidents, questions, and a catalog of `services`."""
    connections = [_connection(number) for number in range(size)]
    tables: dict[type[SQLModel], Rows] = {
        ConnectionRow: _connection_rows(connections),
        RequestRow: _request_rows(connections),
        SyncRunRow: _sync_rows(connections),
        QuestionRow: _question_rows(size * 5 // 2),
        IncidentRow: _incident_rows(connections),
        PollRoundRow: ({"group_id": one, "polled_at": NOW.timestamp()} for one in GROUPS),
        ConnectorTypeRow: _service_rows(services),
        CatalogDownloadRow: iter([{"downloaded_at": NOW.timestamp(), "service_count": services, "changes": []}]),
    }
    for table, rows in tables.items():
        write(engine, table, rows)


def write(engine: Engine, table: type[SQLModel], rows: Rows) -> None:
    """Insert rows, some thousands in each transaction."""
    while batch := list(islice(rows, BATCH)):
        with engine.begin() as connection:
            connection.execute(insert(table), batch)


def person(number: int, size: int) -> str:
    """Return the id of the person who asked for a connection."""
    return f"U{number % max(1, size // PEOPLE_SHARE):06}"


def _connection(number: int) -> Connection:
    is_broken = number % 40 == 39
    return Connection(
        id=f"otter_{number}",
        group_id=GROUPS[number // 2 % 2],
        service=f"service_{number // PER_SERVICE}",
        name=f"{WORDS[number % len(WORDS)]}_{number}",
        paused=number % 50 == 7,
        setup_state="broken" if is_broken else "connected",
        sync_state="scheduled",
        is_historical_sync=False,
        created_at=NOW - timedelta(days=number % 900 + 1),
        succeeded_at=NOW - timedelta(hours=2),
        sync_frequency=360,
        tasks=("Reconnect it.",) if is_broken else (),
    )


WORDS = ("sales", "events", "billing", "orders", "ads_europe", "support", "telemetry")


def _connection_rows(connections: list[Connection]) -> Rows:
    for one in connections:
        yield {
            "id": one.id,
            "group_id": one.group_id,
            "service": one.service,
            "name": one.name,
            "health": one.health,
            "state_key": one.state_key,
            "setup_state": one.setup_state,
            "paused": one.paused,
            "succeeded_at": (NOW - timedelta(hours=2)).timestamp(),
            "body": CONNECTION_ADAPTER.dump_python(one, mode="json"),
        }


def _request_rows(connections: list[Connection]) -> Rows:
    """Yield a request for every second connection, one in a hundred that waits, and closed ones for the rest."""
    size = len(connections)
    for number in range(size * REQUESTS_PER_CONNECTION):
        one = connections[number % size]
        facts: dict[str, Any] = {"status": CLOSED[number % 3], "connection_id": None}
        if number < size and number % 2 == 0:
            facts = {"status": Status.BROKEN if number % 80 == 38 else Status.LIVE, "connection_id": one.id}
        elif number < size and number % 100 == 1:
            facts["status"] = Status.AWAITING_APPROVAL
        elif number % 10 == 9:
            facts = {"status": Status.RETIRED, "connection_id": f"gone_{number}"}
        yield request_columns(_request(number, one, size, facts)) | {"submission": f"V{number}", "is_in_sync": True}


def _request(number: int, one: Connection, size: int, facts: Mapping[str, Any]) -> ConnectorRequest:
    requester = person(number, size)
    submitted_at = NOW - timedelta(hours=number % 30_000 + 1)
    waits = facts["status"] is Status.AWAITING_APPROVAL
    return ConnectorRequest(
        id=f"r{number}",
        requester=requester,
        channel="C0FIVETRAN",
        submitted_at=submitted_at,
        answers=_answers(number, one, is_connected=facts["connection_id"] == one.id),
        names={requester: f"Person {requester}", "U0BO": "Bo Lindqvist"},
        ticket=Ticket(f"{10_000 + number}", f"DSRE-{number}", f"https://jira.example/browse/DSRE-{number}"),
        decision=None if waits else Decision("U0BO", submitted_at + timedelta(hours=1)),
        **facts,
    )


def _answers(number: int, one: Connection, *, is_connected: bool) -> Answers:
    return Answers(
        service=one.service,
        service_name=one.service.title(),
        purpose="A forecast for the third quarter",
        business_owner="U0ROSA",
        sensitivity=Sensitivity.PERSONAL if number % 40 == 2 else Sensitivity.INTERNAL,
        access="The revenue team",
        freshness=Freshness.DAILY,
        delete_after=date(2026, 12, 1) + timedelta(days=number % 1_000),
        destination={"schema": one.name if is_connected else f"{one.name}_{number}"},
    )


def _sync_rows(connections: list[Connection]) -> Rows:
    for one in connections:
        for back in range(SYNCS_PER_CONNECTION):
            ended_at = (NOW - timedelta(hours=6 * back + 2)).timestamp()
            yield {
                "connection_id": one.id,
                "ended_at": ended_at,
                "succeeded": back % 20 != 3,
                "duration_seconds": 60.0 + back,
            }


def _question_rows(count: int) -> Rows:
    template = Question("q", "U0ADA", "T0DESK", "C0HELP", Surface.THREAD, "is sales_7 fresh?", NOW)
    body = QUESTION_ADAPTER.dump_python(template, mode="json")
    for number in range(count):
        asked_at = (NOW - timedelta(minutes=number)).timestamp()
        yield {"id": f"q{number}", "asked_at": asked_at, "kind": "live", "body": body | {"id": f"q{number}"}}


def _incident_rows(connections: list[Connection]) -> Rows:
    """Yield an open incident for each broken connection, and twenty past ones for each."""
    for number, one in enumerate(connections):
        if one.setup_state == "broken":
            yield _incident_row(_incident(one, number, NOW - timedelta(hours=3)))
        if number % 2 == 0:
            opened_at = NOW - timedelta(hours=number % 8_760 + 5)
            yield _incident_row(
                replace(_incident(one, number, opened_at), id=f"past-{number}", ended_at=opened_at + timedelta(hours=4))
            )


def _incident_row(incident: Incident) -> dict[str, Any]:
    return subject_columns(incident) | {"due_at": 0.0, "is_in_sync": True}


def _incident(one: Connection, number: int, opened_at: datetime) -> Incident:
    return Incident(
        id=f"incident-{number}",
        condition=Condition.BROKEN_AUTH,
        severity=Severity.CRITICAL,
        connection_id=one.id,
        group_id=one.group_id,
        group_name=one.group_id,
        service=one.service,
        name=one.name,
        reason="The authorization is no longer accepted.",
        opened_at=opened_at,
        codes=("reconnect",),
    )


def _service_rows(count: int) -> Rows:
    for number in range(count):
        body = {
            "id": f"service_{number}",
            "name": f"{WORDS[number % len(WORDS)].title()} Cloud {number}",
            "type": "Marketing",
            "service_status": "general_availability",
        }
        yield {"id": body["id"], "body": body}
