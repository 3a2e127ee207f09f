"""Quiet hours in local time. On days with a clock change, the local clock decides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from workflows.errors import Refused
from workflows.local_time import CLOCK_TEXT, parse_clock_range
from workflows.time_zones import DASHES, OFFSET_IN_TEXT, parse_timezone, timezone_label, timezone_or_utc

SATURDAY = 5
QUIET_HOURS_PATTERN = re.compile(
    rf"(?<!\S)({CLOCK_TEXT})\s*(?:-|\bto\b|\buntil\b|\btill\b|\band\b)\s*({CLOCK_TEXT})(?=[\s,]|$)", re.I
)
QUIET_FILLER_WORDS = frozenset({"and", "on", "at", "the", "from", "between", "time", "in"})
QUIET_HOURS_HELP = "Type for example “22:00-07:00 Europe/Berlin”, “10pm to 7am UTC+2”, “22-7 weekends”, or “off”."


@dataclass(frozen=True)
class QuietHours:
    """When only critical incidents are posted. Without a start and an end, only weekends are quiet."""

    timezone: str
    start: time | None = None
    end: time | None = None
    includes_weekends: bool = False
    """Whether Saturday and Sunday are quiet all day."""

    @property
    def description(self) -> str:
        """The hours as people read them."""
        hours = f"{self.start:%H:%M}–{self.end:%H:%M}" if self.start is not None else ""
        days = "weekends" if self.includes_weekends else ""
        return f"{' and '.join(part for part in (hours, days) if part)} ({timezone_label(self.timezone)})"

    def ends_after(self, at: datetime) -> datetime | None:
        """Return when the quiet hours around `at` (aware) end, in UTC; None if `at` isn't quiet."""
        if not self._is_quiet(at):
            return None
        return next(end for end in self._ends(at) if end > at and not self._is_quiet(end))

    def _is_quiet(self, at: datetime) -> bool:
        local = at.astimezone(timezone_or_utc(self.timezone))
        return (self.includes_weekends and local.weekday() >= SATURDAY) or self._contains(local.time())

    def _contains(self, clock: time) -> bool:
        if self.start is None or self.end is None:
            return False
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def _ends(self, at: datetime) -> Iterator[datetime]:
        """Yield every possible end, in order. A local time that occurs twice in a day is yielded twice."""
        zone = timezone_or_utc(self.timezone)
        today = at.astimezone(zone).date()
        for ahead in range(9):
            day = today + timedelta(days=ahead)
            clocks = [clock.replace(fold=fold) for clock in (time(), self.end or time()) for fold in (0, 1)]
            yield from sorted(datetime.combine(day, clock, zone).astimezone(UTC) for clock in clocks)


def parse_quiet_hours(text: str, default_timezone: str) -> QuietHours:
    """Parse `22:00-07:00 Europe/Berlin`, `10pm to 7am UTC+2` or `22-7 weekends`. Raises `Refused`."""
    offset = OFFSET_IN_TEXT.search(text.translate(DASHES))  # its dash isn't the one between two times
    plain = OFFSET_IN_TEXT.sub(" ", text.translate(DASHES), count=1)
    found = QUIET_HOURS_PATTERN.search(plain)
    words = QUIET_HOURS_PATTERN.sub(" ", plain, count=1).replace(",", " ").split()
    weekends = [word for word in words if word.casefold() in {"weekend", "weekends"}]
    names = [word for word in words if word not in weekends and word.casefold() not in QUIET_FILLER_WORDS]
    if not found and not weekends:
        raise Refused(f"Which hours? {QUIET_HOURS_HELP}")
    start, end = parse_clock_range(found[1], found[2], QUIET_HOURS_HELP) if found else (None, None)
    if found and start == end:
        raise Refused(f"Start and end time are the same. {QUIET_HOURS_HELP}")
    zone = " ".join([*([offset[0]] if offset else []), *names])
    return QuietHours(
        parse_timezone(zone) if zone else timezone_or_utc(default_timezone).key, start, end, bool(weekends)
    )
