"""When a digest is due: a rule in local time, and the next moment that it names.

Clocks are put forward and back: a time that does not exist that day comes as much later as the clock jumped,
and one that exists twice comes once.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflows.errors import Refused

WEEKDAY_CODES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DIGEST_TIME_PATTERN = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
DIGEST_HELP = (
    "Type for example “daily 09:00 Europe/Berlin”, “weekly mon 09:00 Europe/Berlin”, “off” or “now”."
)


@dataclass(frozen=True)
class Recurrence:
    """Every day, or every week on one day, at a time on the clocks of a place."""

    at: time
    timezone: str
    weekday: int | None = None
    """0 is Monday; None means every day."""

    @property
    def is_weekly(self) -> bool:
        """Whether it comes once a week."""
        return self.weekday is not None

    @property
    def period(self) -> timedelta:
        """How much time one digest tells of, about: a day on which clocks are changed is no 24 hours."""
        return timedelta(days=7 if self.is_weekly else 1)

    @property
    def spec(self) -> str:
        """As it is typed and kept: `rhythm_of` reads it back."""
        often = "daily" if self.weekday is None else f"weekly {WEEKDAY_CODES[self.weekday]}"
        return f"{often} {self.at:%H:%M} {self.timezone}"

    @property
    def description(self) -> str:
        """In a sentence."""
        often = "every day" if self.weekday is None else f"every {WEEKDAY_NAMES[self.weekday]}"
        return f"{often} at {self.at:%H:%M} ({self.timezone})"


@dataclass(frozen=True)
class LocalDay:
    """A day on the clocks of a place: 23 to 25 hours. Its bounds are in UTC."""

    day: date
    start: datetime
    end: datetime


def parse_recurrence(text: str) -> Recurrence:
    """What somebody typed: `daily 09:00 Europe/Berlin`, `weekly mon 09:00`; `Refused` says what is wrong.

    Without a zone it is UTC; without a day a week begins on Monday.
    """
    often, *words = text.split() or [""]
    if often.casefold() not in {"daily", "weekly"}:
        raise Refused(f"I do not understand “{text}”. {DIGEST_HELP}")
    weekday = _parse_weekday(words) if often.casefold() == "weekly" else None
    at, zone = _parse_time(words), _parse_timezone(words)
    if words:
        raise Refused(f"I do not understand “{' '.join(words)}”. {DIGEST_HELP}")
    return Recurrence(at, zone, weekday)


def _parse_weekday(words: list[str]) -> int:
    """Takes the day from the front."""
    if words and words[0].casefold()[:3] in WEEKDAY_CODES:
        return WEEKDAY_CODES.index(words.pop(0).casefold()[:3])
    return 0


def _parse_time(words: list[str]) -> time:
    """Takes the time from the front."""
    found = DIGEST_TIME_PATTERN.fullmatch(words[0]) if words else None
    if found is None:
        what = f"“{words[0]}” is not a time. " if words else "The time is missing. "
        raise Refused(f"{what}Times have hours and minutes, like 09:00. {DIGEST_HELP}")
    words.pop(0)
    return time(int(found[1]), int(found[2]))


def _parse_timezone(words: list[str]) -> str:
    """Takes the zone from the front."""
    name = words.pop(0) if words else "UTC"
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"“{name}” is not a time zone. They are called like Europe/Berlin or UTC.") from None


def next_due(recurrence: Recurrence, after: datetime) -> datetime:
    """The first moment after `after` (aware) that the rule names; in UTC."""
    zone = ZoneInfo(recurrence.timezone)
    today = after.astimezone(zone).date()
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        due = datetime.combine(day, recurrence.at, zone).astimezone(UTC)
        if recurrence.weekday in {None, day.weekday()} and due > after:
            return due
    raise AssertionError("no day of the next nine fits")  # a week has every weekday


def previous_due(recurrence: Recurrence, before: datetime) -> datetime:
    """The last moment before `before` (aware) that the rule named; in UTC."""
    due = next_due(recurrence, before - recurrence.period - timedelta(days=1))
    while (later := next_due(recurrence, due)) < before:
        due = later
    return due


def local_days(recurrence: Recurrence, until: datetime, count: int) -> list[LocalDay]:
    """The last `count` days on the clocks of the place; the last one ends at `until`, which is today."""
    zone = ZoneInfo(recurrence.timezone)
    today = until.astimezone(zone).date()
    dates = [today - timedelta(days=back) for back in reversed(range(count))]
    starts = [datetime.combine(day, time(), zone).astimezone(UTC) for day in dates]
    return [LocalDay(*one) for one in zip(dates, starts, [*starts[1:], until], strict=True)]
