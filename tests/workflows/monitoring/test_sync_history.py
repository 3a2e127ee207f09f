"""What past syncs tell: a rhythm, a length, the look of a day."""

from datetime import timedelta

from tests.support.sample_data import MONDAY
from workflows.monitoring.sync_history import Day, by_day, merged, typical_length
from workflows.monitoring.sync_runs import Run, cadence

HOUR = timedelta(hours=1)


def test_what_both_have_is_one_run_with_the_length_that_is_known() -> None:
    ours = [Run(MONDAY, True), Run(MONDAY + HOUR, False)]
    theirs = [Run(MONDAY - timedelta(seconds=2), True, 240.0), Run(MONDAY + 2 * HOUR, True, 300.0)]

    assert merged(ours, theirs) == (
        Run(MONDAY, True, 240.0),
        Run(MONDAY + HOUR, False),
        Run(MONDAY + 2 * HOUR, True, 300.0),
    )


def test_a_good_and_a_bad_end_within_a_minute_are_two() -> None:
    assert len(merged([Run(MONDAY, True)], [Run(MONDAY, False)])) == 2


def test_a_rhythm_is_learned_from_the_middle_of_the_gaps() -> None:
    ends = [0, 6, 12, 25, 31]

    assert cadence([Run(MONDAY + hours * HOUR, True) for hours in ends], 4) == 6 * HOUR
    assert cadence([Run(MONDAY + hours * HOUR, True) for hours in ends[:3]], 4) is None


def test_only_good_syncs_say_how_long_one_takes() -> None:
    runs = [Run(MONDAY, True, 60), Run(MONDAY, False, 5), Run(MONDAY, True, 120), Run(MONDAY, True)]

    assert typical_length(runs) == timedelta(seconds=90)
    assert typical_length([Run(MONDAY, True)]) is None


def test_a_day_counts_what_ended_on_it() -> None:
    runs = [Run(MONDAY, True), Run(MONDAY, False), Run(MONDAY - timedelta(days=1), True)]
    long_ago = Run(MONDAY - timedelta(days=9), True)

    assert by_day([*runs, long_ago], MONDAY, 3) == (
        Day((MONDAY - timedelta(days=2)).date()),
        Day((MONDAY - timedelta(days=1)).date(), done=1),
        Day(MONDAY.date(), done=1, failed=1),
    )
