"""Times are spelled in one place, so that Slack's views find them."""

import re
from pathlib import Path

import pytest

from tests.support.sample_data import MONDAY
from workflows.formatting import format_list, format_time, parse_time

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
