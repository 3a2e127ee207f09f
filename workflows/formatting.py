"""Moments and durations in words."""

from datetime import datetime, timedelta


def format_time(at: datetime) -> str:
    """A moment with its zone; Slack shows it in the reader's own."""
    return at.strftime("%Y-%m-%d %H:%M UTC")


def format_age(at: datetime, now: datetime) -> str:
    """How long ago, roughly."""
    return f"{format_duration(now - at)} ago"


def format_count(number: int, name: str) -> str:
    """A number of things."""
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def format_duration(length: timedelta) -> str:
    """A length of time in its largest sensible unit."""
    minutes = max(0, int(length.total_seconds() // 60))
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes >= 2 * size:
            return f"{minutes // size} {unit}s"
    return format_count(minutes, "minute")
