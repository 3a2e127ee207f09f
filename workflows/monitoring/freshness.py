"""How late the data of a connection is.

What Fivetran schedules is judged by its schedule, and by Fivetran's own word. What something else starts
(Airflow, say) has no schedule that Fivetran knows: its rhythm is learned, or an operator says by when.
"""

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


def overdue_by(
    connection: Connection, history: RunHistory, thresholds: Thresholds, now: datetime
) -> timedelta | None:
    """By how much the last good run is older than it should be; None when it is not, or nobody knows."""
    return lateness(connection, sync_interval(connection, history, thresholds), thresholds, now)


def lateness(
    connection: Connection, usual_interval: timedelta | None, thresholds: Thresholds, now: datetime
) -> timedelta | None:
    """The same where the usual time between two runs is known already (None: it is not)."""
    last = connection.succeeded_at
    if last is None:
        return None
    by = thresholds.expected_by.get(connection.id) or thresholds.expected_by.get(connection.name)
    if by is None:
        due = last + _allowed(connection, usual_interval, thresholds) if usual_interval else None
    else:
        day = _last_due(by, now, thresholds)
        due = None if last > _period_start(day) else day + thresholds.late_grace
    return now - due if due and now > due else None


def is_behind_schedule(connection: Connection) -> bool:
    """Whether Fivetran says so itself; of what something else starts it cannot know."""
    return connection.update_state == "delayed" and connection.schedule_type != "manual"


def _allowed(connection: Connection, every: timedelta, rules: Thresholds) -> timedelta:
    """How old the last good run may be; `every` is the usual time between two."""
    runs = rules.late_intervals_manual if connection.schedule_type == "manual" else rules.late_intervals
    return every * runs + rules.late_grace


def _last_due(by: time, now: datetime, rules: Thresholds) -> datetime:
    """The last moment at which a day's data had to be there, of those that are `late_by` ago already."""
    at = now - rules.late_grace
    today = datetime.combine(at.date(), by, UTC)
    return today if today <= at else today - timedelta(days=1)


def _period_start(due: datetime) -> datetime:
    """From when on a run brings the data that is due then: that day, or the night before it.

    What came before is the data of the day before, however late.
    """
    return min(datetime.combine(due.date(), time(), UTC), due - EARLIEST_LOAD_LEAD)
