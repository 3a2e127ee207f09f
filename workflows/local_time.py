"""Parse clock times and time zones that people type."""

import re
from datetime import time
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from workflows.errors import Refused

CLOCK_PATTERN = re.compile(r"(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?", re.ASCII)


def parse_clock(text: str, help_text: str) -> time:
    """Parse `22`, `9:30`, `07.00` or `24:00` (midnight). Raises `Refused`, with `help_text` at the end."""
    found = CLOCK_PATTERN.fullmatch(text)
    hour, minute = (int(found["hour"]), int(found["minute"] or 0)) if found else (24, 1)
    if hour == 24 and minute:
        raise Refused(f"“{text}” isn't a time of day. Type a time from 00:00 to 23:59. {help_text}")
    return time(hour % 24, minute)


def parse_timezone(text: str) -> str:
    """Return the full name of the zone `text`: a name or a city, in any case. Raises `Refused`."""
    wanted = "_".join(text.split()).casefold()
    names = [zone for zone in _known_timezones() if zone.casefold() == wanted]
    cities = [zone for zone in _known_timezones() if zone.casefold().rpartition("/")[2] == wanted]
    for zone in (*names, *cities):
        return zone
    raise Refused(f"“{text}” isn't a time zone. Type a name like Europe/Berlin or UTC.")


@cache
def _known_timezones() -> list[str]:
    return sorted(available_timezones())


def timezone_or_utc(name: str) -> ZoneInfo:
    """Return the time zone; UTC if this machine doesn't know it.

    Slack's list of zones differs from ours, and so can those of two machines. An unknown zone must not keep a
    message from being posted.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
