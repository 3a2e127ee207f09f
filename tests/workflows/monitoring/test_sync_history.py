"""What past syncs tell: a rhythm, a length, the look of a day."""

from datetime import timedelta

from tests.support.sample_data import MONDAY
from workflows.monitoring.sync_history import SyncDay, count_by_day, merge_runs, typical_duration
from workflows.monitoring.sync_runs import SyncRun, cadence

HOUR = timedelta(hours=1)


def test_what_both_have_is_one_run_with_the_length_that_is_known() -> None:
    ours = [SyncRun(MONDAY, True), SyncRun(MONDAY + HOUR, False)]
    theirs = [SyncRun(MONDAY - timedelta(seconds=2), True, 240.0), SyncRun(MONDAY + 2 * HOUR, True, 300.0)]

    assert merge_runs(ours, theirs) == (
        SyncRun(MONDAY, True, 240.0),
        SyncRun(MONDAY + HOUR, False),
        SyncRun(MONDAY + 2 * HOUR, True, 300.0),
    )


def test_a_good_and_a_bad_end_within_a_minute_are_two() -> None:
    assert len(merge_runs([SyncRun(MONDAY, True)], [SyncRun(MONDAY, False)])) == 2


def test_a_rhythm_is_learned_from_the_middle_of_the_gaps() -> None:
    ends = [0, 6, 12, 25, 31]

    assert cadence([SyncRun(MONDAY + hours * HOUR, True) for hours in ends], 4) == 6 * HOUR
    assert cadence([SyncRun(MONDAY + hours * HOUR, True) for hours in ends[:3]], 4) is None


def test_only_good_syncs_say_how_long_one_takes() -> None:
    runs = [
        SyncRun(MONDAY, True, 60),
        SyncRun(MONDAY, False, 5),
        SyncRun(MONDAY, True, 120),
        SyncRun(MONDAY, True),
    ]

    assert typical_duration(runs) == timedelta(seconds=90)
    assert typical_duration([SyncRun(MONDAY, True)]) is None


def test_a_day_counts_what_ended_on_it() -> None:
    runs = [SyncRun(MONDAY, True), SyncRun(MONDAY, False), SyncRun(MONDAY - timedelta(days=1), True)]
    long_ago = SyncRun(MONDAY - timedelta(days=9), True)

    assert count_by_day([*runs, long_ago], MONDAY, 3) == (
        SyncDay((MONDAY - timedelta(days=2)).date()),
        SyncDay((MONDAY - timedelta(days=1)).date(), succeeded=1),
        SyncDay(MONDAY.date(), succeeded=1, failed=1),
    )
