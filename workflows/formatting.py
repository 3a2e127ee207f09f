"""Times, durations, counts, and lists as text."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

TIME_FORMAT = "%Y-%m-%d %H:%M UTC"
"""How every text spells a time. Slack's views find it, and show it in the reader's time zone."""


def format_time(at: datetime) -> str:
    """Format a time in UTC, with its zone."""
    return at.astimezone(UTC).strftime(TIME_FORMAT)


def parse_time(text: str) -> datetime:
    """Parse a time that `format_time` wrote. Raises `ValueError`."""
    return datetime.strptime(text, TIME_FORMAT).replace(tzinfo=UTC)


def format_age(at: datetime, now: datetime) -> str:
    """Format how long ago `at` was, in its largest sensible unit."""
    return f"{format_duration(now - at)} ago"


def format_count(number: int, name: str) -> str:
    """Format a count with its noun in the singular or plural."""
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def format_list(items: Sequence[str], conjunction: str) -> str:
    """Join items with commas and, before the last one, the conjunction: “a”, “a and b”, “a, b, and c”."""
    if len(items) < 3:
        return f" {conjunction} ".join(items)
    return f"{', '.join(items[:-1])}, {conjunction} {items[-1]}"


def format_duration(length: timedelta) -> str:
    """Format a duration in its largest sensible unit."""
    minutes = max(0, int(length.total_seconds() // 60))
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes >= 2 * size:
            return f"{minutes // size} {unit}s"
    return format_count(minutes, "minute")


def format_span(length: timedelta) -> str:
    """Format a duration in few characters: “40 min”, “2 h”, “1 h 40 min”, “3 days”. Minutes count below five hours."""
    minutes = max(0, int(length.total_seconds() // 60))
    hours, rest = divmod(minutes, 60)
    if minutes < 60:
        return f"{minutes} min"
    if hours < 5 and rest:
        return f"{hours} h {rest} min"
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def format_interval(interval: timedelta) -> str:
    """Format the time between two events, to follow “every”. Hours are rounded; “hour” stands for one."""
    if timedelta(minutes=50) < interval < timedelta(minutes=90):
        return "hour"
    hours = round(interval / timedelta(hours=1))
    is_hours = timedelta(minutes=90) <= interval and hours < 48
    return format_count(hours, "hour") if is_hours else format_duration(interval)
