"""Times are spelled in one place, so that Slack's views find them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.sample_data import MONDAY
from workflows.formatting import format_list, format_span, format_time, parse_time

ROOT = Path(__file__).parents[2]
SPELLED = re.compile(r"%[MS]\}? ?UTC")


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
    [(-3, "0 min"), (40, "40 min"), (60, "1 h"), (100, "1 h 40 min"), (120, "2 h"), (301, "5 h"), (2_879, "47 h")],
)
def test_a_span_is_short_and_exact_while_minutes_count(minutes: int, text: str) -> None:
    assert format_span(timedelta(minutes=minutes)) == text
    assert format_span(timedelta(days=2)) == "2 days"
