"""Each measurement that needs no bot works at its smallest size."""

from pathlib import Path

from bench import catalog, growth, month, quiet_round
from bench.calendar import HOUR, STEP, SYNC, Month

SMALLEST_CATALOG = 20
"""More services than the sandbox has by itself."""


def test_every_path_of_an_account_is_measured() -> None:
    rows = growth.measure_sizes({20: 20, 40: 20}, repetitions=1)

    assert len(rows) > 15
    assert all(row.details["statements_40"] for row in rows if "type-ahead" not in row.what)


def test_a_quiet_round_is_measured(tmp_path: Path) -> None:
    found = quiet_round.measure_size(tmp_path, 20)

    assert found["requests"] == 2  # one for each group
    assert found["statements"] > 0 < found["cpu_ms"]


def test_the_catalog_is_measured() -> None:
    rows = catalog.measure_sizes(SMALLEST_CATALOG)

    assert [row.what.split()[0] for row in rows] == ["type-ahead", "download", "memory"]


def test_an_outage_of_the_month_is_posted_the_same_by_processes_that_die() -> None:
    posts, within, same = month.compare(_outage)

    assert posts.details["posts"]
    assert within.budget
    assert same.passed


def _outage(planned: Month) -> range:
    """Return the hours around the outage. Nothing is broken at their end."""
    begins, ends = planned.outage
    return range(begins - HOUR + SYNC, ends + 2 * HOUR, STEP)
