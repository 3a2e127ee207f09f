"""Sync simulation: syncs start and end as sandbox time passes.

Nothing runs in the background. A connection catches up with the clock when it is read.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sandbox.fivetran.connection import Connection, Failure, Run
from sandbox.fivetran.tables import capture

INCREMENTAL_SECONDS = 300.0
RESCHEDULED_SECONDS = 3600.0
MAX_REPLAYED_SYNCS = 100
"""The maximum number of syncs simulated one by one after a clock jump."""


@dataclass(frozen=True)
class Event:
    """A webhook event."""

    event: str
    at: float
    data: dict[str, Any] = field(default_factory=dict)
    sync_id: str | None = None


def catch_up(connection: Connection, now: float) -> list[Event]:
    """Apply everything due until `now`, and return the events."""
    _skip_old_syncs(connection, now)
    happened: list[Event] = []
    while (moment := _next_change(connection)) is not None and moment <= now:
        happened.append(_finish_run(connection, moment) if connection.run else start_sync(connection, moment))
    return happened


def start_sync(connection: Connection, at: float) -> Event:
    """Start a sync. The first sync loads all history."""
    seconds = INCREMENTAL_SECONDS if connection.history_done else connection.hours * 3600
    connection.run = Run(str(uuid4()), at, at + seconds, historical=not connection.history_done)
    connection.started_at, connection.due, connection.rescheduled_for = at, None, None
    return Event("sync_start", at, sync_id=connection.run.sync_id)


def end_sync(connection: Connection, at: float, status: str, reason: str | None = None) -> Event:
    """End the running sync with a webhook status: SUCCESSFUL, FAILURE, RESCHEDULED, CANCELED …"""
    run = connection.run or Run(str(uuid4()), at, at, historical=False)
    connection.run = None
    _apply_status(connection, run, at, status)
    _add_to_history(connection, run, at, status, reason)
    why = {"reason": reason} if reason else {}
    return Event("sync_end", at, {"status": status, **why}, run.sync_id)


def schedule_sync(connection: Connection, now: float) -> None:
    """Schedule the next sync, if the connection syncs on its own."""
    if not connection.can_sync or connection.run or connection.rescheduled_for:
        return
    last = connection.started_at
    fresh = last is not None and connection.history_done and connection.failure is None
    if connection.is_manual:
        connection.due = None
    else:
        connection.due = max(now, last + connection.frequency) if fresh and last is not None else now


def stop_syncing(connection: Connection, now: float) -> list[Event]:
    """Stop syncing, because the connection is paused or restarts its history."""
    connection.due, connection.rescheduled_for = None, None
    return [end_sync(connection, now, "CANCELED")] if connection.run else []


def _next_change(connection: Connection) -> float | None:
    if not connection.can_sync:
        return None
    return connection.run.ends if connection.run else connection.due


def _skip_old_syncs(connection: Connection, now: float) -> None:
    due, every = connection.due, connection.frequency
    if due is not None and connection.history_done and not connection.run and connection.can_sync:
        missed = int((now - due) // every) - MAX_REPLAYED_SYNCS
        connection.due = due + max(0, missed) * every


def _finish_run(connection: Connection, at: float) -> Event:
    if connection.failure is Failure.SYNC or connection.failing_runs:
        connection.failing_runs = max(0, connection.failing_runs - 1)
        return end_sync(connection, at, "FAILURE", "The source answered with an error.")
    return end_sync(connection, at, "SUCCESSFUL")


def _apply_status(connection: Connection, run: Run, at: float, status: str) -> None:
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


HISTORY_STATUS = {"SUCCESSFUL": "COMPLETED", "FAILURE_WITH_TASK": "FAILURE"}
"""Webhook status → sync history status, where they differ."""


def _add_to_history(connection: Connection, run: Run, at: float, status: str, reason: str | None) -> None:
    volume = 120.0 if run.historical else 1.5
    connection.history.append(
        {
            "sync_id": run.sync_id,
            "start": run.started,
            "end": at,
            "status": HISTORY_STATUS.get(status, status),
            **({"reason": reason} if reason else {}),
            "stages": {stage: {"volume": volume} for stage in ("extract", "process", "load")},
        }
    )
