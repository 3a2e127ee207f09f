"""How long people wait, in figures that say what occurred, and name only what everyone can know."""

from datetime import timedelta

import pytest

from workflows.errors import Refused
from workflows.reporting.figures import EndedWait, Figure, Wait, build_report, parse_period, summarize


def waited(hours: float, service: str = "stripe", kind: Wait = Wait.DECISION, *, restricted: bool = False) -> EndedWait:
    return EndedWait(kind, service, timedelta(hours=hours), restricted)


def figure(count: int, median: float, p90: float) -> Figure:
    return Figure(count, timedelta(hours=median), timedelta(hours=p90))


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ([3], figure(1, 3, 3)),
        ([5, 1], figure(2, 1, 5)),
        ([9, 1, 2], figure(3, 2, 9)),
        ([*range(1, 11)], figure(10, 5, 9)),
        ([*range(1, 12)], figure(11, 6, 10)),
    ],
)
def test_the_median_and_the_ninetieth_percentile_are_lengths_that_occurred(hours: list[float], told: Figure) -> None:
    assert summarize([waited(each) for each in hours]) == {Wait.DECISION: told}


def test_kinds_come_in_the_order_of_a_request_and_only_if_they_occurred() -> None:
    figures = summarize([waited(1, kind=Wait.RECOVERY), waited(2)])

    assert list(figures) == [Wait.DECISION, Wait.RECOVERY]


def test_a_clock_that_was_set_back_makes_no_negative_wait() -> None:
    assert summarize([waited(-1)]) == {Wait.DECISION: figure(1, 0, 0)}


def test_what_is_restricted_counts_in_the_totals_and_is_named_nowhere() -> None:
    waits = [
        waited(1),
        waited(2, "linear"),
        waited(3, "linear"),
        waited(4, "workday"),
        waited(5, "stripe", restricted=True),
    ]

    report = build_report(waits, {"workday"}, lambda one: "few" if one.is_restricted else "all")

    assert report.total == {Wait.DECISION: figure(5, 3, 5)}
    assert list(report.by_service.items()) == [
        ("linear", {Wait.DECISION: figure(2, 2, 3)}),
        ("stripe", {Wait.DECISION: figure(1, 1, 1)}),
    ]
    assert report.by_approvers == {"all": figure(4, 2, 4), "few": figure(1, 5, 5)}


def test_approvers_are_judged_by_decisions_alone() -> None:
    report = build_report([waited(1, kind=Wait.DATA)], set(), lambda _: "all")

    assert report.by_approvers == {}


@pytest.mark.parametrize(("text", "days"), [("", 30), (" ", 30), ("90", 90), ("1 day", 1), ("7 Days", 7), ("365", 365)])
def test_a_period_is_a_number_of_days(text: str, days: int) -> None:
    assert parse_period(text) == days


@pytest.mark.parametrize("text", ["0", "366", "-1", "week", "7 weeks", "1.5", "٣", "9" * 5_000])
def test_another_period_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refused, match="for example: /connector report 90"):
        parse_period(text)
