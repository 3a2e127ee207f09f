"""A row says whether its budgets are kept, and by how much they are missed."""

import pytest

from bench.__main__ import summarize
from bench.budgets import BUDGETS
from bench.rows import judge, not_judged


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({"ack_p99": 119.9, "ack_lost": 0}, "pass"),
        ({"ack_p99": 120, "ack_lost": 0}, "OVER: p99 by 0 ms (0%)"),
        ({"ack_p99": 150, "ack_lost": 2}, "OVER: p99 by 30 ms (25%), lost by 2"),
        ({"help_share": 75}, "pass"),
        ({"help_share": 60}, "OVER: by 15 % of a bare Bolt app that acks (20%)"),
        ({"idle_rows": 2_000}, "pass"),
        ({"idle_rows": 12_000}, "OVER: by 10,000 rows a day (500%)"),
        ({}, ""),
    ],
)
def test_a_row_says_by_how_much_it_misses(values: dict[str, float], verdict: str) -> None:
    assert judge("a path", values, "something").verdict == verdict


def test_the_summary_names_what_is_missed_and_what_was_not_measured() -> None:
    rows = [judge("the ack", {"ack_p99": 90}, "90 ms"), judge("the outage", {"outage_messages": 4}, "4")]

    assert summarize(rows, ["quota_share"]).splitlines() == [
        "1 of 2 rows miss a budget.",
        "the outage: by 1 channel messages (33%).",
        "Not measured: quota_share < 5 % of 20,000 requests an hour.",
    ]


def test_a_budget_that_no_row_judges_is_named() -> None:
    judged = [judge("everything else", dict.fromkeys(BUDGETS.keys() - {"ack_p99"}, 0), "")]

    assert not_judged(judged) == ["ack_p99"]
