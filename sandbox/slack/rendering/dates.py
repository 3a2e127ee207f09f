"""`<!date^…>` in the reader's time zone (docs.slack.dev/messaging/formatting-message-text)."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def format_date(unix: float, pattern: str, tz: str, now: float) -> str:
    """Replace the tokens of `pattern` with the moment `unix`, for a reader in `tz` at `now`."""
    moment = datetime.fromtimestamp(unix, UTC).astimezone(ZoneInfo(tz))
    today = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(tz)).date()

    def token(found: re.Match[str]) -> str:
        name = found[1]
        if name == "ago":
            return _ago(now - unix)
        pretty = _near(moment.date(), today) if name.endswith("_pretty") else None
        write = TOKENS.get(name.removesuffix("_pretty"))
        return pretty or (write(moment) if write else found[0])

    return re.sub(r"\{(\w+)\}", token, pattern)


def _day(moment: datetime) -> str:
    number = moment.day
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


TOKENS: dict[str, Callable[[datetime], str]] = {
    "date_num": lambda at: at.strftime("%Y-%m-%d"),
    "date_slash": lambda at: at.strftime("%d/%m/%Y"),
    "date": lambda at: f"{at:%B} {_day(at)}, {at:%Y}",
    "date_short": lambda at: f"{at:%b} {at.day}, {at:%Y}",
    "date_long": lambda at: f"{at:%A}, {at:%B} {_day(at)}, {at:%Y}",
    "day_divider": lambda at: f"{at:%A}, {at:%B} {_day(at)}",
    "time": lambda at: f"{at.hour % 12 or 12}:{at:%M} {at:%p}",
    "time_secs": lambda at: f"{at.hour % 12 or 12}:{at:%M:%S} {at:%p}",
}


def _near(day: date, today: date) -> str | None:
    named = {today: "today", today - timedelta(days=1): "yesterday", today + timedelta(days=1): "tomorrow"}
    return named.get(day)


def _ago(seconds: float) -> str:
    size = abs(seconds)
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if size >= length:
            count = int(size // length)
            words = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now"
