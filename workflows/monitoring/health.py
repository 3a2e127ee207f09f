"""How a connection is doing, in a word, and when its next sync is expected."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from workflows.connections.model import Connection, Health, schedule
from workflows.formatting import duration
from workflows.monitoring.freshness import is_behind, lateness
from workflows.monitoring.thresholds import Rules


class State(StrEnum):
    """The value is how people say it."""

    WORKS = "working"
    FAILING = "failing"
    LATE = "late"
    PAUSED = "paused"
    IN_SETUP = "in setup"


@dataclass(frozen=True)
class Expected:
    """When the next sync should begin, as far as anybody can know."""

    at: datetime | None
    """None where no moment can be named."""
    why: str
    """What that is taken from, or why there is none."""


def state_of(connection: Connection, now: datetime, rhythm: timedelta | None, rules: Rules) -> State:
    """The state; `rhythm` is the learned cadence, which matters where somebody else starts the syncs."""
    if connection.setup_state == "incomplete":
        return State.IN_SETUP
    if connection.health is Health.BROKEN:
        return State.FAILING
    if connection.paused:
        return State.PAUSED
    if connection.is_historical_sync:
        return State.IN_SETUP
    return State.LATE if _is_late(connection, now, rhythm, rules) else State.WORKS


def _is_late(connection: Connection, now: datetime, rhythm: timedelta | None, rules: Rules) -> bool:
    """By the same rules as alerts."""
    late = lateness(connection, interval(connection, rhythm), rules, now)
    return connection.has_synced and (late is not None or is_behind(connection))


def interval(connection: Connection, rhythm: timedelta | None) -> timedelta | None:
    """How often it syncs: by its schedule; by habit where others start it, whatever its frequency says."""
    if connection.schedule_type == "manual":
        return rhythm
    return timedelta(minutes=connection.sync_frequency) if connection.sync_frequency else rhythm


def expected(connection: Connection, rhythm: timedelta | None, length: timedelta | None) -> Expected:
    """When the next sync should begin; `length` is how long one usually takes.

    Fivetran counts from the beginning of the last sync, of which we may only know the end.
    """
    if never := _never(connection):
        return Expected(None, never)
    every, ends = interval(connection, rhythm), [connection.succeeded_at, connection.failed_at]
    last = max((end for end in ends if end), default=None)
    manual = connection.schedule_type == "manual"
    if not every or not last:
        return Expected(None, "when Airflow starts it" if manual else schedule(connection))
    if manual:
        return Expected(last + every, f"usually about every {_each(every)}, by Airflow")
    return Expected(last - (length or timedelta()) + every, schedule(connection))


def _never(connection: Connection) -> str | None:
    if connection.setup_state == "incomplete":
        return "none before its credentials are there"
    if connection.setup_state == "broken":
        return "none before somebody reconnects it"
    if connection.paused:
        return "none while it is paused"
    if (
        connection.sync_state == "rescheduled"
    ):  # https://fivetran.com/docs/rest-api/tutorials/trigger-syncs-manually
        manual = connection.schedule_type == "manual"
        return (
            "put off: Airflow has to start it again"
            if manual
            else "put off by Fivetran, which starts it again"
        )
    return "it is syncing now" if connection.sync_state == "syncing" else None


def _each(length: timedelta) -> str:
    """A rhythm is never exact: hours are rounded, and one hour needs no number."""
    hours = round(length / timedelta(hours=1))
    if length < timedelta(minutes=90):
        return "hour" if length > timedelta(minutes=50) else duration(length)
    return f"{hours} h" if hours < 48 else duration(length)
