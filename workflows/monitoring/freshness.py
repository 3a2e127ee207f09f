"""How late the data of a connection is.

If Fivetran schedules a connection, its schedule and Fivetran's own report count. If another system such as
Airflow starts its syncs, the cadence is learned, or the operator sets a time of day.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from workflows.connections.model import Connection
from workflows.monitoring.sync_runs import RunHistory, cadence
from workflows.monitoring.thresholds import Thresholds

EARLIEST_LOAD_LEAD = timedelta(hours=12)


def effective_interval(connection: Connection, cadence: timedelta | None) -> timedelta | None:
    """Return the usual time between two runs: as scheduled in Fivetran, else the learned cadence.

    The frequency of a manual connection means nothing, because another system starts its syncs.
    """
    if connection.schedule_type == "manual" or not connection.sync_frequency:
        return cadence
    return timedelta(minutes=connection.sync_frequency)


def sync_interval(connection: Connection, history: RunHistory, thresholds: Thresholds) -> timedelta | None:
    """Return the usual time between two runs, with the cadence learned from the history."""
    return effective_interval(connection, cadence(history.runs, thresholds.cadence_min_runs))


def overdue_by(connection: Connection, history: RunHistory, thresholds: Thresholds, now: datetime) -> timedelta | None:
    """Return how overdue the next successful run is; None if it isn't, or if that is unknown."""
    return lateness(connection, sync_interval(connection, history, thresholds), thresholds, now)


def lateness(
    connection: Connection, usual_interval: timedelta | None, thresholds: Thresholds, now: datetime
) -> timedelta | None:
    """Return how overdue the next successful run is, given the usual interval (None: unknown)."""
    last = connection.succeeded_at
    if last is None:
        return None
    by = _expected_by(connection, thresholds)
    if by is None:
        due = last + _allowed(connection, usual_interval, thresholds) if usual_interval else None
    else:
        day = _last_due(by, now, thresholds)
        due = None if last > _period_start(day) else day + thresholds.late_grace
    return now - due if due and now > due else None


def lateness_begins(
    connection: Connection, history: RunHistory, thresholds: Thresholds, now: datetime
) -> Sequence[datetime]:
    """Return when a connection became late, or will, if no run succeeds: with a time of day, the last and the next."""
    if connection.succeeded_at is None:
        return ()
    if by := _expected_by(connection, thresholds):
        last = _last_due(by, now, thresholds) + thresholds.late_grace
        return last, last + timedelta(days=1)
    interval = sync_interval(connection, history, thresholds)
    return (connection.succeeded_at + _allowed(connection, interval, thresholds),) if interval else ()


def _expected_by(connection: Connection, thresholds: Thresholds) -> time | None:
    return thresholds.expected_by.get(connection.id) or thresholds.expected_by.get(connection.name)


def is_behind_schedule(connection: Connection) -> bool:
    """Return whether Fivetran reports a delay. It can't know for connections that it doesn't schedule."""
    return connection.update_state == "delayed" and connection.schedule_type != "manual"


def _allowed(connection: Connection, every: timedelta, rules: Thresholds) -> timedelta:
    """Return the greatest age of the last successful run that isn't late."""
    runs = rules.late_intervals_manual if connection.schedule_type == "manual" else rules.late_intervals
    return every * runs + rules.late_grace


def _last_due(by: time, now: datetime, rules: Thresholds) -> datetime:
    """Return the last time of day `by` whose grace period has passed."""
    at = now - rules.late_grace
    today = datetime.combine(at.date(), by, UTC)
    return today if today <= at else today - timedelta(days=1)


def _period_start(due: datetime) -> datetime:
    """Return when the first run can end that loads the data due then: that day, or the night before it.

    An earlier run loaded the previous day's data.
    """
    return min(datetime.combine(due.date(), time(), UTC), due - EARLIEST_LOAD_LEAD)
