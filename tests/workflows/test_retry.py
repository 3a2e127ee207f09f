"""Retries: delays double, respect the vendor's `Retry-After`, and are long for refused calls."""

from datetime import timedelta

from workflows.errors import Misconfigured, Refused, Unavailable
from workflows.retry import Backoff

DOWN = Unavailable("Jira isn't responding.")
REFUSED = Refused("Jira requires more fields.")


def test_delays_double_up_to_the_longest() -> None:
    delays = [Backoff().delay(DOWN, attempts).total_seconds() for attempts in range(9)]

    assert delays == [5, 10, 20, 40, 80, 160, 320, 600, 600]


def test_many_attempts_stay_at_the_longest_delay() -> None:
    assert Backoff().delay(DOWN, 10_000) == timedelta(minutes=10)


def test_first_and_longest_delay_can_be_chosen() -> None:
    backoff = Backoff(first=timedelta(minutes=1), longest=timedelta(minutes=3))

    assert [backoff.delay(DOWN, attempts) for attempts in range(3)] == [
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=3),
    ]


def test_a_retry_is_never_earlier_than_the_vendor_allows() -> None:
    slow_down = Unavailable("Jira is busy (429).", retry_after=3600)

    assert Backoff().delay(slow_down, 0) == timedelta(hours=1)
    assert Backoff().delay(Unavailable("Jira is busy (429).", retry_after=1), 0) == timedelta(seconds=5)


def test_a_refused_call_waits_for_an_operator() -> None:
    assert Backoff().delay(REFUSED, 0) == timedelta(hours=1)


def test_a_wrong_setting_is_retried_soon_because_an_operator_is_expected_to_fix_it() -> None:
    assert Backoff().delay(Misconfigured("The token is invalid."), 0) == timedelta(seconds=5)


def test_of_several_failures_the_temporary_ones_set_the_delay() -> None:
    slow_down = Unavailable("Slack is busy (429).", retry_after=60)

    assert Backoff().delay_for_all([REFUSED, DOWN, slow_down], 0) == timedelta(seconds=60)
    assert Backoff().delay_for_all([REFUSED, REFUSED], 0) == timedelta(hours=1)
