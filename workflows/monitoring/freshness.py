"""How late the data of a connection is.

If Fivetran schedules a connection, its schedule and Fivetran's own report count. If another system such as
Airflow starts its syncs, the cadence is learned, or the operator sets a time of day.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from workflows.connections.model import Connection
from workflows.monitoring.sync_runs import MAX_REMEMBERED_RUNS, RunHistory, cadence
from workflows.monitoring.thresholds import MINUTES_PER_WEEK, Threshold, Thresholds, minutes

EARLIEST_LOAD_LEAD = timedelta(hours=12)


def parse_times_of_day(value: str) -> Mapping[str, time]:
    """Parse a JSON object, name → time of day in UTC. Raises ValueError for anything else."""
    try:
        times = {name: time.fromisoformat(str(by)) for name, by in dict(json.loads(value or "{}")).items()}
    except (ValueError, TypeError):
        raise ValueError('must be a JSON object of times, for example {"netsuite": "06:30"}') from None
    for by in times.values():
        if by.tzinfo:
            raise ValueError(f"“{by.isoformat('minutes')}” has a time zone: write the time in UTC, like 06:30")
    return times


CADENCE_MIN_RUNS = Threshold(
    "alert_cadence_min_runs",
    4,
    int,
    "Alerts: successful runs needed to learn the cadence of a manual connection",
    ge=3,
    le=MAX_REMEMBERED_RUNS,
    former_setting="alert_learned_from",
)
"""Fewer can all be from one afternoon."""
LATE_INTERVALS = Threshold(
    "alert_late_runs",
    2.0,
    float,
    "Alerts: sync intervals without a success after which data is late, for connections that Fivetran schedules",
    ge=1,
    le=1_000,
)
"""Fivetran retries, so one failure isn't enough."""
LATE_INTERVALS_MANUAL = Threshold(
    "alert_late_factor",
    1.5,
    float,
    "Alerts: the same for manual connections, which Airflow starts",
    ge=1,
    le=1_000,
)
"""A run that didn't begin isn't retried."""
LATE_GRACE = Threshold(
    "alert_late_minutes", 30.0, minutes, "Alerts: … plus this many minutes", ge=0, le=MINUTES_PER_WEEK
)
"""Added to both, so that hourly connections don't become late too soon."""
LATENESS_THRESHOLDS = (CADENCE_MIN_RUNS, LATE_INTERVALS, LATE_INTERVALS_MANUAL, LATE_GRACE)
EXPECTED_BY = Threshold(
    "alert_expected_by",
    "{}",
    parse_times_of_day,
    "Alerts: JSON object, name or id of a connection → time of day in UTC (`06:30`) by which "
    "each day's data must arrive; replaces the learned cadence",
)


def effective_interval(connection: Connection, cadence: timedelta | None) -> timedelta | None:
    """Return the usual time between two runs: as scheduled in Fivetran, else the learned cadence.

    The frequency of a manual connection means nothing, because another system starts its syncs.
    """
    if connection.schedule_type == "manual" or not connection.sync_frequency:
        return cadence
    return timedelta(minutes=connection.sync_frequency)


def sync_interval(connection: Connection, history: RunHistory, thresholds: Thresholds) -> timedelta | None:
    """Return the usual time between two runs, with the cadence learned from the history."""
    return effective_interval(connection, cadence(history.runs, thresholds[CADENCE_MIN_RUNS]))


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
        due = None if last > _period_start(day) else day + thresholds[LATE_GRACE]
    return now - due if due and now > due else None


def lateness_begins(
    connection: Connection, history: RunHistory, thresholds: Thresholds, now: datetime
) -> Sequence[datetime]:
    """Return when a connection became late, or will, if no run succeeds: with a time of day, the last and the next."""
    if connection.succeeded_at is None:
        return ()
    if by := _expected_by(connection, thresholds):
        last = _last_due(by, now, thresholds) + thresholds[LATE_GRACE]
        return last, last + timedelta(days=1)
    interval = sync_interval(connection, history, thresholds)
    return (connection.succeeded_at + _allowed(connection, interval, thresholds),) if interval else ()


def _expected_by(connection: Connection, thresholds: Thresholds) -> time | None:
    times = thresholds[EXPECTED_BY]
    return times.get(connection.id) or times.get(connection.name)


def is_behind_schedule(connection: Connection) -> bool:
    """Return whether Fivetran reports a delay. It can't know for connections that it doesn't schedule."""
    return connection.update_state == "delayed" and connection.schedule_type != "manual"


def _allowed(connection: Connection, every: timedelta, rules: Thresholds) -> timedelta:
    """Return the greatest age of the last successful run that isn't late."""
    runs = rules[LATE_INTERVALS_MANUAL] if connection.schedule_type == "manual" else rules[LATE_INTERVALS]
    return every * runs + rules[LATE_GRACE]


def _last_due(by: time, now: datetime, rules: Thresholds) -> datetime:
    """Return the last time of day `by` whose grace period has passed."""
    at = now - rules[LATE_GRACE]
    today = datetime.combine(at.date(), by, UTC)
    return today if today <= at else today - timedelta(days=1)


def _period_start(due: datetime) -> datetime:
    """Return when the first run can end that loads the data due then: that day, or the night before it.

    An earlier run loaded the previous day's data.
    """
    return min(datetime.combine(due.date(), time(), UTC), due - EARLIEST_LOAD_LEAD)
