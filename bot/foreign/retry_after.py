"""The Retry-After header: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_RETRY_AFTER_SECONDS = 86_400.0
"""A day. A longer wait is a mistake of the sender."""


def parse_retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds to wait, from a number or a date; None without a header that can be read.

    A date is compared with the response's own `Date`, so that the two clocks don't matter.
    """
    named = {name.lower(): str(value).strip() for name, value in headers.items()}
    wait = _seconds(named.get("retry-after", ""), named.get("date", ""))
    return None if wait is None else min(max(wait, 0.0), MAX_RETRY_AFTER_SECONDS)


def _seconds(value: str, sent: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        until = _date(value)
        return (until - (_date(sent) or datetime.now(UTC))).total_seconds() if until else None
    return seconds if math.isfinite(seconds) else None


def _date(value: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
