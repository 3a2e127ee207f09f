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
    """Format how long ago `at` was."""
    length = now - at
    return f"{format_duration(length)} ago" if length >= timedelta(minutes=1) else "just now"


def format_count(number: int, name: str, plural: str = "") -> str:
    """Format a count with its noun in the singular or plural."""
    return f"{number} {name}" if number == 1 else f"{number} {plural or f'{name}s'}"


def format_list(items: Sequence[str], conjunction: str) -> str:
    """Join items with commas and, before the last one, the conjunction: “a”, “a and b”, “a, b, and c”."""
    if len(items) < 3:
        return f" {conjunction} ".join(items)
    return f"{', '.join(items[:-1])}, {conjunction} {items[-1]}"


def format_duration(length: timedelta) -> str:
    """Format a duration in few characters: “40 min”, “1 h 40 min”, “7 h”, “3 days”. Minutes count below five hours.

    The only place that does: every alert, answer, status, and digest spells a duration alike.
    """
    minutes = int(length.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} min"
    if hours < 5 and rest:
        return f"{hours} h {rest} min"
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def format_interval(interval: timedelta) -> str:
    """Format the time between two events, to follow “every”. Hours are rounded; “hour” stands for one."""
    if timedelta(minutes=50) < interval < timedelta(minutes=90):
        return "hour"
    is_hours = timedelta(minutes=90) <= interval
    return format_duration(timedelta(hours=round(interval / timedelta(hours=1))) if is_hours else interval)
