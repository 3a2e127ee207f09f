"""The requests of an account."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bench.account.connections import NOW
from bot.store.requests import request_columns
from workflows.connections.model import Connection
from workflows.requests.answers import Answers, Freshness, Sensitivity
from workflows.requests.history import Decision
from workflows.requests.mirrors import Ticket
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status

REQUESTS_PER_CONNECTION = 5
PEOPLE_SHARE = 10
"""Connections for each requester."""
CLOSED = (Status.DECLINED, Status.WITHDRAWN, Status.EXPIRED, Status.RETIRED)


def person(number: int, size: int) -> str:
    """Return the id of the person who asked for a connection."""
    return f"U{number % max(1, size // PEOPLE_SHARE):06}"


def request_rows(connections: Sequence[Connection]) -> Iterator[dict[str, Any]]:
    """Yield a request for every second connection, one in a hundred that waits, and closed ones for the rest."""
    size = len(connections)
    for number in range(size * REQUESTS_PER_CONNECTION):
        one = connections[number % size]
        request = _request(number, one, size, _facts(number, one, size))
        yield request_columns(request) | {"submission": f"V{number}", "is_in_sync": True}


def _facts(number: int, one: Connection, size: int) -> Mapping[str, Any]:
    if number < size and number % 2 == 0:
        status = Status.BROKEN if number % 80 == 38 else Status.LIVE
        return {"status": status, "connection_id": one.id}
    if number < size and number % 100 == 1:
        return {"status": Status.AWAITING_APPROVAL, "connection_id": None}
    if number % 10 == 9:
        return {"status": Status.RETIRED, "connection_id": f"gone_{number}"}
    return {"status": CLOSED[number % 3], "connection_id": None}


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
