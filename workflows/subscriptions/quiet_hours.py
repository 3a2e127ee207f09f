"""Quiet hours, on the clocks of a place. When clocks are put forward or back, the hours on the wall count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from workflows.errors import Refused

SATURDAY = 5
QUIET_HOURS_PATTERN = re.compile(r"(\S*\d)\s*(?:-|–|\bto\b|\buntil\b)\s*(\d\S*)")
QUIET_TIME_PATTERN = re.compile(r"([01]?\d|2[0-4])(?:[:.]([0-5]\d))?")
QUIET_FILLER_WORDS = frozenset({"and", "on", "at", "the", "from", "time", "in"})
QUIET_HOURS_HELP = "Type for example “22:00-07:00 Europe/Berlin”, “22:00-07:00 weekends” or “off”."


@dataclass(frozen=True)
class QuietHours:
    """When only what is critical is posted. Without hours (both None), the weekends alone."""

    timezone: str
    start: time | None = None
    end: time | None = None
    includes_weekends: bool = False
    """Whether Saturdays and Sundays are quiet, too, all day long."""

    @property
    def description(self) -> str:
        """In a sentence."""
        hours = f"{self.start:%H:%M}–{self.end:%H:%M}" if self.start is not None else ""
        days = "weekends" if self.includes_weekends else ""
        return f"{' and '.join(part for part in (hours, days) if part)} ({self.timezone})"

    def ends_after(self, at: datetime) -> datetime | None:
        """When the quiet that holds at `at` (aware) is over, in UTC; None when nothing is quiet then."""
        if not self._is_quiet(at):
            return None
        return next(end for end in self._ends(at) if end > at and not self._is_quiet(end))

    def _is_quiet(self, at: datetime) -> bool:
        there = at.astimezone(timezone_or_utc(self.timezone))
        return (self.includes_weekends and there.weekday() >= SATURDAY) or self._within(there.time())

    def _within(self, clock: time) -> bool:
        if self.start is None or self.end is None:
            return False
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def _ends(self, at: datetime) -> Iterator[datetime]:
        """Every moment at which it may be over, in order; a time that comes twice in a day is there twice."""
        zone = timezone_or_utc(self.timezone)
        today = at.astimezone(zone).date()
        for ahead in range(9):
            day = today + timedelta(days=ahead)
            clocks = [clock.replace(fold=fold) for clock in (time(), self.end or time()) for fold in (0, 1)]
            yield from sorted(datetime.combine(day, clock, zone).astimezone(UTC) for clock in clocks)


def timezone_or_utc(zone: str) -> ZoneInfo:
    """A time zone by its name; UTC where this machine does not know it.

    Slack's list of zones is not ours, and two machines may have different ones: nobody goes untold for that.
    """
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def parse_quiet_hours(text: str, default_timezone: str) -> QuietHours:
    """What somebody typed: `22:00-07:00 Europe/Berlin`, `22-7 weekends`; `Refused` says what is wrong.

    `zone` is taken when none is named.
    """
    found = QUIET_HOURS_PATTERN.search(text)
    words = QUIET_HOURS_PATTERN.sub(" ", text, count=1).replace(",", " ").split()
    weekends = [word for word in words if word.casefold() in {"weekend", "weekends"}]
    names = [word for word in words if word not in weekends and word.casefold() not in QUIET_FILLER_WORDS]
    if not found and not weekends:
        raise Refused(f"Which hours? {QUIET_HOURS_HELP}")
    start, end = (_parse_time(found[1]), _parse_time(found[2])) if found else (None, None)
    if found and start == end:
        raise Refused(f"From {start:%H:%M} to {end:%H:%M} is no time at all. {QUIET_HOURS_HELP}")
    return QuietHours(_parse_timezone(names, default_timezone), start, end, bool(weekends))


def _parse_time(typed: str) -> time:
    found = QUIET_TIME_PATTERN.fullmatch(typed)
    if not found or (int(found[1]) == 24 and int(found[2] or 0)):
        raise Refused(
            f"“{typed}” is not a time of day; hours go from 0 to 23, like 07:00. {QUIET_HOURS_HELP}"
        )
    return time(int(found[1]) % 24, int(found[2] or 0))


def _parse_timezone(names: list[str], otherwise: str) -> str:
    """The zone that is named, by its name or by its town alone; capitals do not matter."""
    if not names:
        return timezone_or_utc(otherwise).key
    wanted = "_".join(names).casefold()
    known = sorted(available_timezones())
    whole = [zone for zone in known if zone.casefold() == wanted]
    towns = [zone for zone in known if zone.casefold().rpartition("/")[2] == wanted]
    if whole or towns:
        return (whole or towns)[0]
    raise Refused(f"“{' '.join(names)}” is not a time zone. They are called like Europe/Berlin or UTC.")
