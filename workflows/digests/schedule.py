"""When a digest is due, in local time.

On days with a clock change, a skipped time is due later by as much as the clock jumped, and a repeated time is
due once.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflows.errors import Refused
from workflows.local_time import CLOCK_TEXT, parse_clock
from workflows.time_zones import parse_timezone, timezone_label

WEEKDAY_CODES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAY = r"(?P<weekday>(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6})"
FREQUENCY_PATTERN = re.compile(
    rf"(?:daily|every\s+day|(?:weekly|every\s+week|every(?=\s+(?:mon|tue|wed|thu|fri|sat|sun)))(?:\s+(?:on\s+)?{WEEKDAY})?)(?=\s|$)(?:\s+at\b)?",
    re.I,
)
DAILY_PATTERN = re.compile(r"daily|every\s+day", re.I)
CLOCK_AT_START = re.compile(rf"(?P<clock>{CLOCK_TEXT})(?=[\s,]|$)(?:\s+(?:in|time)\b)?", re.I)
DIGEST_HELP = "Type for example “daily 09:00 Europe/Berlin”, “weekly mon 9am UTC+2”, “off”, or “now”."


@dataclass(frozen=True)
class Recurrence:
    """Daily, or weekly on one day, at a local time."""

    at: time
    timezone: str
    weekday: int | None = None
    """0 is Monday; None means every day."""

    @property
    def is_weekly(self) -> bool:
        """Whether the digest is weekly."""
        return self.weekday is not None

    @property
    def period(self) -> timedelta:
        """The time that one digest covers, roughly: a day with a clock change has 23 or 25 hours."""
        return timedelta(days=7 if self.is_weekly else 1)

    @property
    def spec(self) -> str:
        """The text that people type and the database stores; `parse_recurrence` reads it."""
        frequency = "daily" if self.weekday is None else f"weekly {WEEKDAY_CODES[self.weekday]}"
        return f"{frequency} {self.at:%H:%M} {self.timezone}"

    @property
    def description(self) -> str:
        """The recurrence as people read it."""
        frequency = "every day" if self.weekday is None else f"every {WEEKDAY_NAMES[self.weekday]}"
        return f"{frequency} at {self.at:%H:%M} ({timezone_label(self.timezone)})"


@dataclass(frozen=True)
class LocalDay:
    """A local day of 23 to 25 hours. `start` and `end` are in UTC."""

    day: date
    start: datetime
    end: datetime


def parse_recurrence(text: str) -> Recurrence:
    """Parse `daily 09:00 Europe/Berlin`, `weekly mon 9am`, or `every friday at noon UTC+2`. Raises `Refused`.

    The default zone is UTC; the default weekday is Monday.
    """
    found = FREQUENCY_PATTERN.match(text.strip())
    if not found:
        raise Refused(f"I don't understand “{text}”. {DIGEST_HELP}")
    weekday = _weekday(found["weekday"]) if found["weekday"] or not DAILY_PATTERN.match(found[0]) else None
    rest = text.strip()[found.end() :].strip()
    if not rest:
        raise Refused(f"The time is missing. {DIGEST_HELP}")
    clock = CLOCK_AT_START.match(rest)
    at = parse_clock(clock["clock"] if clock else rest.split()[0], DIGEST_HELP)
    zone = rest[clock.end() :].strip(" ,") if clock else ""
    return Recurrence(at, parse_timezone(zone or "UTC"), weekday)


def _weekday(name: str | None) -> int:
    """Return the number of a weekday; Monday if none was given."""
    return WEEKDAY_CODES.index(name.casefold()[:3]) if name else 0


def next_due(recurrence: Recurrence, after: datetime) -> datetime:
    """Return the first due time after `after` (aware), in UTC."""
    zone = ZoneInfo(recurrence.timezone)
    today = after.astimezone(zone).date()
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        due = datetime.combine(day, recurrence.at, zone).astimezone(UTC)
        if recurrence.weekday in {None, day.weekday()} and due > after:
            return due
    raise AssertionError("Nine days contain every weekday.")


def previous_due(recurrence: Recurrence, before: datetime) -> datetime:
    """Return the last due time before `before` (aware), in UTC."""
    due = next_due(recurrence, before - recurrence.period - timedelta(days=1))
    while (later := next_due(recurrence, due)) < before:
        due = later
    return due


def local_days(recurrence: Recurrence, until: datetime, count: int) -> list[LocalDay]:
    """Return the last `count` local days; the last one is today and ends at `until`."""
    zone = ZoneInfo(recurrence.timezone)
    today = until.astimezone(zone).date()
    dates = [today - timedelta(days=back) for back in reversed(range(count))]
    starts = [datetime.combine(day, time(), zone).astimezone(UTC) for day in dates]
    return [LocalDay(*bounds) for bounds in zip(dates, starts, [*starts[1:], until], strict=True)]
