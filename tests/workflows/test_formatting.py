"""Times are spelled in one place, so that Slack's views find them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.sample_data import MONDAY
from workflows.formatting import format_age, format_duration, format_interval, format_list, format_time, parse_time

ROOT = Path(__file__).parents[2]
SPELLED = re.compile(r"%[MS]\}? ?UTC")
SPELLED_DURATION = re.compile(r"\} (?:min|h|hours?|minutes?)\b")
"""Numbers that become text with a unit."""


def test_a_time_is_written_and_read() -> None:
    assert format_time(MONDAY) == "2026-11-23 09:00 UTC"
    assert parse_time(format_time(MONDAY)) == MONDAY


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b, or c")]
)
def test_a_list_has_a_serial_comma(items: list[str], text: str) -> None:
    assert format_list(items, "or") == text


def test_no_other_module_spells_times_in_utc() -> None:
    """A migration may: it reads what an earlier version spelled."""
    modules = [path for package in ("bot", "workflows") for path in (ROOT / package).rglob("*.py")]
    spelling = [path for path in modules if SPELLED.search(path.read_text()) and path.parent.name != "migrations"]

    assert [str(path.relative_to(ROOT)) for path in spelling] == ["workflows/formatting.py"]


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (-3, "less than a minute"),
        (0.9, "less than a minute"),
        (40, "40 min"),
        (60, "1 h"),
        (100, "1 h 40 min"),
        (120, "2 h"),
        (301, "5 h"),
        (2_879, "47 h"),
        (2_880, "2 days"),
    ],
)
def test_a_duration_is_short_and_exact_while_minutes_count(minutes: float, text: str) -> None:
    assert format_duration(timedelta(minutes=minutes)) == text


def test_an_age_and_an_interval_spell_durations_alike() -> None:
    assert format_age(MONDAY, MONDAY + timedelta(minutes=133)) == "2 h 13 min ago"
    assert format_age(MONDAY, MONDAY + timedelta(seconds=50)) == "just now"
    intervals = [timedelta(minutes=count) for count in (15, 60, 170, 1_440, 4_320)]
    assert [format_interval(one) for one in intervals] == ["15 min", "hour", "3 h", "24 h", "3 days"]


def test_no_other_module_spells_durations() -> None:
    """Option labels that stand for a fixed choice aren't computed, so they stay where they are."""
    modules = [path for package in ("bot", "workflows") for path in (ROOT / package).rglob("*.py")]
    spelling = [path for path in modules if SPELLED_DURATION.search(path.read_text())]

    assert [str(path.relative_to(ROOT)) for path in spelling] == ["workflows/formatting.py"]
