"""Parse clock times that people type: `22`, `9:30`, `9am`, “10 pm”, `noon`."""

import re
from datetime import time

from workflows.errors import Refused

CLOCK_TEXT = r"(?:noon|midday|midnight|\d[\d:.]*(?:h\d\d)?(?:\s?(?:[ap]\.?\s?m\b\.?|uhr\b|h\b|o['’]?clock\b))?)"
"""What looks like a time in a longer text; `parse_clock` says whether it is one."""
CLOCK_PATTERN = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h]?(?P<minute>[0-5]\d))?\s?(?:(?P<half>[ap])\.?\s?m\.?|uhr|h|o['’]?clock)?",
    re.ASCII | re.I,
)
NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
LAST_HOUR = 24
"""24:00 is midnight."""


def parse_clock(text: str, help_text: str) -> time:
    """Parse a time of day, in 24 or 12 hours. Raises `Refused`, with `help_text` at the end."""
    if named := NAMED_TIMES.get(text.strip().casefold()):
        return named
    found = CLOCK_PATTERN.fullmatch(text.strip())
    parsed = _time_of(found) if found else None
    if parsed is None:
        raise Refused(f"“{text}” isn't a time of day. Type a time from 00:00 to 23:59, or like 9am. {help_text}")
    return parsed


def parse_clock_range(start: str, end: str, help_text: str) -> tuple[time, time]:
    """Parse a start and an end. In “10-7am” and “9-5pm” the start is in the other half of the day.

    Raises `Refused`, with `help_text` at the end.
    """
    half = re.search(r"([ap])\.?\s?m\.?$", end.strip(), re.I)
    if half and re.fullmatch(r"(?:0?[1-9]|1[0-2])(?:[:.][0-5]\d)?", start.strip(), re.ASCII):
        first, last = (parse_clock(f"{one}am", help_text) for one in (start, end[: half.start()]))
        is_same = first < last
        start = f"{start}{half[1] if is_same else 'pa'['ap'.index(half[1].casefold())]}m"
    return parse_clock(start, help_text), parse_clock(end, help_text)


def _time_of(found: re.Match[str]) -> time | None:
    """Return the time of a match, or None if it doesn't exist, such as 25:00 or 13pm."""
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        is_valid, hour = 1 <= hour <= 12, hour % 12 + (12 if found["half"].casefold() == "p" else 0)
    else:
        is_valid = hour < LAST_HOUR or (hour == LAST_HOUR and not minute)
    return time(hour % LAST_HOUR, minute) if is_valid else None
