"""Moments and durations in words."""

from datetime import datetime, timedelta

from workflows.connection import Connection


def moment(at: datetime) -> str:
    """A moment with its zone; Slack shows it in the reader's own."""
    return at.strftime("%Y-%m-%d %H:%M UTC")


def ago(at: datetime, now: datetime) -> str:
    """How long ago, roughly."""
    return f"{duration(now - at)} ago"


def counted(number: int, name: str) -> str:
    """A number of things."""
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def duration(length: timedelta) -> str:
    """A length of time in its largest sensible unit."""
    minutes = max(0, int(length.total_seconds() // 60))
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes >= 2 * size:
            return f"{minutes // size} {unit}s"
    return counted(minutes, "minute")


def schedule(connection: Connection) -> str:
    """When it syncs, in words."""
    if connection.schedule_type == "manual":
        return "started from outside, usually by Airflow"
    if not connection.sync_frequency:
        return "as set in Fivetran"
    length = timedelta(minutes=connection.sync_frequency)
    return "every hour" if length == timedelta(hours=1) else f"every {duration(length)}"
