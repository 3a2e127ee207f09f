"""Each measurement that needs no bot works at its smallest size."""

from pathlib import Path

from bench import catalog, growth, idle, memory, month, quiet_round
from bench.calendar import HOUR, STEP, SYNC, Month
from bench.stage import sandbox

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


def test_an_idle_process_is_measured(tmp_path: Path) -> None:
    with sandbox(), idle.sqlite(tmp_path) as urls:
        process = idle.CountedBot(tmp_path, "idle", urls[0])
        with process:
            row = idle.measure_processes("SQLite", [process], urls, seconds=0.1)
            spent = process.spent()

    assert spent.statements > 0 < spent.cpu_seconds
    assert row.judged.keys() == {"idle_cpu", "idle_statements", "idle_rows"}


def test_the_growth_of_a_process_is_measured(tmp_path: Path) -> None:
    rows = memory.measure_growth(tmp_path, size=20, questions=12, rounds=2)

    assert [row.what for row in rows] == ["memory over 12 questions", "memory over 2 rounds"]
    assert all(row.judged.keys() == {"memory_growth"} for row in rows)


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
