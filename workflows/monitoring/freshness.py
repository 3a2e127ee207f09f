"""How late the data of a connection is.

What Fivetran schedules is judged by its schedule, and by Fivetran's own word. What something else starts
(Airflow, say) has no schedule that Fivetran knows: its rhythm is learned, or an operator says by when.
"""

from datetime import UTC, datetime, time, timedelta

from workflows.connections.model import Connection
from workflows.monitoring.sync_runs import Past, cadence
from workflows.monitoring.thresholds import Rules

HALF_A_DAY = timedelta(hours=12)


def interval(connection: Connection, past: Past, rules: Rules) -> timedelta | None:
    """The usual time between two runs; None while nobody knows."""
    if connection.schedule_type != "manual" and connection.sync_frequency:
        return timedelta(minutes=connection.sync_frequency)
    return cadence(past.runs, rules.learned_from)


def overdue(connection: Connection, past: Past, rules: Rules, now: datetime) -> timedelta | None:
    """By how much the last good run is older than it should be; None when it is not, or nobody knows."""
    return lateness(connection, interval(connection, past, rules), rules, now)


def lateness(
    connection: Connection, every: timedelta | None, rules: Rules, now: datetime
) -> timedelta | None:
    """The same where the usual time between two runs is known already (None: it is not)."""
    last = connection.succeeded_at
    if last is None:
        return None
    by = rules.expected_by.get(connection.id) or rules.expected_by.get(connection.name)
    if by is None:
        due = last + _allowed(connection, every, rules) if every else None
    else:
        day = _last_due(by, now, rules)
        due = None if last > _begin(day) else day + rules.late_by
    return now - due if due and now > due else None


def is_behind(connection: Connection) -> bool:
    """Whether Fivetran says so itself; of what something else starts it cannot know."""
    return connection.update_state == "delayed" and connection.schedule_type != "manual"


def _allowed(connection: Connection, every: timedelta, rules: Rules) -> timedelta:
    """How old the last good run may be; `every` is the usual time between two."""
    runs = rules.late_factor if connection.schedule_type == "manual" else rules.late_runs
    return every * runs + rules.late_by


def _last_due(by: time, now: datetime, rules: Rules) -> datetime:
    """The last moment at which a day's data had to be there, of those that are `late_by` ago already."""
    at = now - rules.late_by
    today = datetime.combine(at.date(), by, UTC)
    return today if today <= at else today - timedelta(days=1)


def _begin(due: datetime) -> datetime:
    """From when on a run brings the data that is due then: that day, or the night before it.

    What came before is the data of the day before, however late.
    """
    return min(datetime.combine(due.date(), time(), UTC), due - HALF_A_DAY)
