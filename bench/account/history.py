"""What happened in an account: syncs, questions, and incidents."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bench.account.connections import NOW
from bot.store.incident_rows import subject_columns
from bot.store.questions import QUESTION_ADAPTER
from workflows.answers.model import Question, Surface
from workflows.connections.model import Connection
from workflows.incidents.model import Condition, Incident, Severity

SYNCS_PER_CONNECTION, RECENT_SYNCS = 50, 24
Rows = Iterator[dict[str, Any]]


def sync_rows(connections: Sequence[Connection]) -> Rows:
    """Yield the past syncs of each connection, of which some failed."""
    for number, one in enumerate(connections):
        usual_seconds = 60.0 + number * 7_919 % 3_600
        for back in range(SYNCS_PER_CONNECTION):
            yield {
                "connection_id": one.id,
                "ended_at": (NOW - timedelta(hours=6 * back + 2)).timestamp(),
                "succeeded": back % 20 != 3,
                "duration_seconds": usual_seconds + back,
            }


def recent_syncs() -> dict[str, Any]:
    """Return a connection's own, full history of good syncs."""
    ends = [(NOW - timedelta(hours=6 * back + 2)).timestamp() for back in reversed(range(RECENT_SYNCS))]
    return {
        "runs": [[at, True, 300.0] for at in ends],
        "syncing_since": None,
        "initial_warnings": [],
        "pause_reason": None,
        "loads_recent_first": False,
    }


def question_rows(count: int) -> Rows:
    """Yield a question for each minute."""
    template = Question("q", "U0ADA", "T0DESK", "C0HELP", Surface.THREAD, "is sales_7 fresh?", NOW)
    body = QUESTION_ADAPTER.dump_python(template, mode="json")
    for number in range(count):
        asked_at = (NOW - timedelta(minutes=number)).timestamp()
        yield {"id": f"q{number}", "asked_at": asked_at, "kind": "live", "body": body | {"id": f"q{number}"}}


def incident_rows(connections: Sequence[Connection]) -> Rows:
    """Yield an open incident for each broken connection, and a past one for every second connection."""
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
        facts={"message": "Reconnect it."},
        opened_at=opened_at,
        codes=("reconnect",),
    )
