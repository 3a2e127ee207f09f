"""The page about performance is made from the results that are committed, and shows every budget."""

import pytest

from bench import report
from bench.budgets import BUDGETS
from bench.results import Machine, Results, read_results
from bench.rows import judge


@pytest.fixture(scope="module")
def results() -> Results:
    """What `make bench` wrote."""
    return read_results()


def test_the_page_is_made_from_the_results(results: Results) -> None:
    assert report.PAGE.read_text(encoding="utf-8") == report.render_page(results)


def test_the_chart_is_made_from_the_results(results: Results) -> None:
    assert report.CHART.read_text(encoding="utf-8") == report.render_chart(results.rows)


def test_the_page_names_what_was_not_measured() -> None:
    row = judge("the ack", {"ack_p99": 90}, "90 ms")
    results = Results(Machine("3.14", "Linux", 2, 0.1), [row], ["ack_lost (lost ≤ 0)"])

    page = report.render_page(results)

    assert "| the ack | p99 < 120 ms | 90 ms |  | pass |" in page
    assert "Not measured in this run: ack_lost (lost ≤ 0)." in page


def test_each_row_is_judged_by_the_budgets_of_today(results: Results) -> None:
    for row in results.rows:
        assert row.passed == all(BUDGETS[name].is_kept(value) for name, value in row.judged.items()), row.what
