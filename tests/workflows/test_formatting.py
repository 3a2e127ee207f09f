"""Times are spelled in one place, so that Slack's views find them."""

import re
from pathlib import Path

from tests.support.sample_data import MONDAY
from workflows.formatting import format_time, parse_time

ROOT = Path(__file__).parents[2]
SPELLED = re.compile(r"%[MS]\}? ?UTC")


def test_a_time_is_written_and_read() -> None:
    assert format_time(MONDAY) == "2026-11-23 09:00 UTC"
    assert parse_time(format_time(MONDAY)) == MONDAY


def test_no_other_module_spells_times_in_utc() -> None:
    modules = [path for package in ("bot", "workflows") for path in (ROOT / package).rglob("*.py")]

    assert [str(path.relative_to(ROOT)) for path in modules if SPELLED.search(path.read_text())] == [
        "workflows/formatting.py"
    ]
