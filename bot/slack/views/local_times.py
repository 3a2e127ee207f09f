"""Texts of workflows for mrkdwn. They spell times in UTC, and Slack shows them in the reader's time zone.

Plain text, such as a label or an error below a field, keeps UTC: Slack shows dates in mrkdwn only.
https://docs.slack.dev/messaging/formatting-message-text#date-formatting
"""

import re
from contextlib import suppress

from bot.slack.views.blocks import escape, escape_cut, slack_date
from workflows.formatting import parse_time

WRITTEN_TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
"""What `workflows.formatting.format_time` writes."""


def localize_times(mrkdwn: str) -> str:
    """Replace times such as “2026-11-21 09:30 UTC” by Slack's dates, once: a date has such a time as its fallback."""
    return re.sub(WRITTEN_TIME, _slack_date, mrkdwn)


def notice(text: str) -> str:
    """Escape a text of a workflow, and localize its times."""
    return localize_times(escape(text))


def notice_cut(text: str, limit: int) -> str:
    """Escape and cut a text of a workflow, then localize its times, which become longer than `limit` counts."""
    return localize_times(escape_cut(text, limit))


def _slack_date(found: re.Match[str]) -> str:
    with suppress(ValueError):  # not a day, such as February 31
        return slack_date(parse_time(found[0]))
    return found[0]
