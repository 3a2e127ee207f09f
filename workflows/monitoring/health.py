"""The state of a connection in one word, and its next expected sync."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from workflows.connections.model import Connection, Health, describe_schedule
from workflows.formatting import format_interval
from workflows.monitoring.freshness import effective_interval, is_behind_schedule, lateness
from workflows.monitoring.thresholds import Thresholds


class ConnectionState(StrEnum):
    """The state of a connection; the value is a slug."""

    WORKING = "working"
    FAILING = "failing"
    LATE = "late"
    PAUSED = "paused"
    IN_SETUP = "in_setup"


@dataclass(frozen=True)
class ExpectedSync:
    """When the next sync should begin, as far as Fivetran and the history show."""

    at: datetime | None
    """None if the time is unknown."""
    reason: str
    """The basis of that time, or why it is unknown."""


def assess_state(
    connection: Connection, now: datetime, cadence: timedelta | None, thresholds: Thresholds
) -> ConnectionState:
    """Return the state; the learned cadence counts where another system starts the syncs.

    Data that is there can be late, also while a historical sync is repeated or goes on loading.
    """
    state = state_unless_late(connection)
    is_late = state is ConnectionState.WORKING and _is_late(connection, now, cadence, thresholds)
    return ConnectionState.LATE if is_late else state


def state_unless_late(connection: Connection) -> ConnectionState:
    """Return the state of a connection as if its data weren't late."""
    has_succeeded = connection.succeeded_at is not None
    return choose_state(
        connection.setup_state, connection.health, is_paused=connection.paused, has_succeeded=has_succeeded
    )


def choose_state(setup_state: str, health: Health, *, is_paused: bool, has_succeeded: bool) -> ConnectionState:
    """Return the state that follows from these facts, of any number of connections whose data isn't late."""
    if setup_state == "incomplete":
        return ConnectionState.IN_SETUP
    if health is Health.BROKEN:
        return ConnectionState.FAILING
    if is_paused:
        return ConnectionState.PAUSED
    return ConnectionState.WORKING if has_succeeded else ConnectionState.IN_SETUP


def _is_late(connection: Connection, now: datetime, rhythm: timedelta | None, rules: Thresholds) -> bool:
    """Return whether data is late, by the thresholds of incidents."""
    late = lateness(connection, effective_interval(connection, rhythm), rules, now)
    return late is not None or is_behind_schedule(connection)


def predict_next_sync(
    connection: Connection, cadence: timedelta | None, typical_duration: timedelta | None
) -> ExpectedSync:
    """Return when the next sync should begin.

    Fivetran counts from the beginning of the last sync. Often only its end is known, so its typical duration
    is subtracted.
    """
    if never := _reason_for_none(connection):
        return ExpectedSync(None, never)
    every, ends = effective_interval(connection, cadence), [connection.succeeded_at, connection.failed_at]
    last = max((end for end in ends if end), default=None)
    manual = connection.schedule_type == "manual"
    if not every or not last:
        return ExpectedSync(None, "when Airflow starts it" if manual else describe_schedule(connection))
    if manual:
        return ExpectedSync(last + every, f"usually about every {format_interval(every)}, by Airflow")
    return ExpectedSync(last - (typical_duration or timedelta()) + every, describe_schedule(connection))


def _reason_for_none(connection: Connection) -> str | None:
    if connection.setup_state == "incomplete":
        return "none until the credentials are entered"
    if connection.setup_state == "broken":
        return "none until it's reconnected"
    if connection.paused:
        return "none while it's paused"
    if connection.sync_state == "rescheduled":  # https://fivetran.com/docs/rest-api/tutorials/trigger-syncs-manually
        manual = connection.schedule_type == "manual"
        return "rescheduled: Airflow has to start it again" if manual else "rescheduled by Fivetran"
    return "syncing now" if connection.sync_state == "syncing" else None
