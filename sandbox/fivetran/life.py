"""How a connection lives: syncs begin and end as sandbox time passes, and somebody may break or heal it.

Nothing runs in the background. Whoever looks at a connection lets it catch up with the clock first.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sandbox.fivetran.connection import Connection, Run, Trouble
from sandbox.fivetran.tables import capture

INCREMENTAL_SECONDS = 300.0
RESCHEDULED_SECONDS = 3600.0
CATCH_UP = 100
"""After a jump of the clock at most this many syncs are lived through one by one."""


@dataclass(frozen=True)
class Happening:
    """Something that subscribers of webhooks hear of."""

    event: str
    at: float
    data: dict[str, Any] = field(default_factory=dict)
    sync_id: str | None = None


def catch_up(connection: Connection, now: float) -> list[Happening]:
    """Everything that has happened to the connection by itself until `now`."""
    _skip(connection, now)
    happened: list[Happening] = []
    while (moment := _next(connection)) is not None and moment <= now:
        happened.append(_end_as_expected(connection, moment) if connection.run else start(connection, moment))
    return happened


def start(connection: Connection, at: float) -> Happening:
    """Begin a sync; the first one loads all history."""
    seconds = INCREMENTAL_SECONDS if connection.history_done else connection.hours * 3600
    connection.run = Run(str(uuid4()), at, at + seconds, historical=not connection.history_done)
    connection.started_at, connection.due, connection.rescheduled_for = at, None, None
    return Happening("sync_start", at, sync_id=connection.run.sync_id)


def end(connection: Connection, at: float, status: str, reason: str | None = None) -> Happening:
    """End the sync that runs. `status` is a webhook's word: SUCCESSFUL, FAILURE, RESCHEDULED, CANCELED …"""
    run = connection.run or Run(str(uuid4()), at, at, historical=False)
    connection.run = None
    _outcome(connection, run, at, status)
    _remember(connection, run, at, status, reason)
    why = {"reason": reason} if reason else {}
    return Happening("sync_end", at, {"status": status, **why}, run.sync_id)


def wake(connection: Connection, now: float) -> None:
    """Something changed: plan the next sync, if it may sync by itself."""
    if not connection.may_run or connection.run or connection.rescheduled_for:
        return
    last = connection.started_at
    fresh = last is not None and connection.history_done and connection.trouble is None
    if connection.is_manual:
        connection.due = None
    else:
        connection.due = max(now, last + connection.frequency) if fresh and last is not None else now


def rest(connection: Connection, now: float) -> list[Happening]:
    """Stop syncing: it was paused, or must begin anew."""
    connection.due, connection.rescheduled_for = None, None
    return [end(connection, now, "CANCELED")] if connection.run else []


def _next(connection: Connection) -> float | None:
    if not connection.may_run:
        return None
    return connection.run.ends if connection.run else connection.due


def _skip(connection: Connection, now: float) -> None:
    due, every = connection.due, connection.frequency
    if due is not None and connection.history_done and not connection.run and connection.may_run:
        missed = int((now - due) // every) - CATCH_UP
        connection.due = due + max(0, missed) * every


def _end_as_expected(connection: Connection, at: float) -> Happening:
    if connection.trouble is Trouble.SYNC or connection.stumbles:
        connection.stumbles = max(0, connection.stumbles - 1)
        return end(connection, at, "FAILURE", "The source answered with an error.")
    return end(connection, at, "SUCCESSFUL")


def _outcome(connection: Connection, run: Run, at: float, status: str) -> None:
    if status == "SUCCESSFUL":
        connection.succeeded_at, connection.history_done = at, True
        connection.tables = connection.tables or capture(connection.service.id)
    elif status.startswith("FAILURE"):
        connection.failed_at = at
    if status == "RESCHEDULED":
        connection.rescheduled_for = at + RESCHEDULED_SECONDS
        connection.due = None if connection.is_manual else connection.rescheduled_for
    elif status != "CANCELED" and not connection.is_manual:
        connection.due = max(at, run.started + connection.frequency)


WORDS = {"SUCCESSFUL": "COMPLETED", "FAILURE_WITH_TASK": "FAILURE"}
"""A webhook's word → the sync history's word, where they differ."""


def _remember(connection: Connection, run: Run, at: float, status: str, reason: str | None) -> None:
    volume = 120.0 if run.historical else 1.5
    connection.history.append(
        {
            "sync_id": run.sync_id,
            "start": run.started,
            "end": at,
            "status": WORDS.get(status, status),
            **({"reason": reason} if reason else {}),
            "stages": {stage: {"volume": volume} for stage in ("extract", "process", "load")},
        }
    )
