"""Polling slows itself to leave the quota to others."""

from datetime import datetime, timedelta

import pytest

from tests.support.sample_data import MONDAY
from workflows.connections.rate_limit import (
    PollInterval,
    RateLimitUsage,
    combine_rate_limit_usage,
    throttle_reason,
)

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("usage", "words"),
    [
        (RateLimitUsage(MONDAY), ""),
        (RateLimitUsage(MONDAY, used=4_000), ""),
        (RateLimitUsage(MONDAY, used=4_001), "we made 4001 of 20000 requests, our share is 20%"),
        (RateLimitUsage(MONDAY, used=20, limit=100, remaining=80), ""),
        (
            RateLimitUsage(MONDAY, used=21, limit=100, remaining=79),
            "we made 21 of 100 requests, our share is 20%",
        ),
        (RateLimitUsage(MONDAY, limit=20_000, remaining=2_000), ""),
        (
            RateLimitUsage(MONDAY, limit=20_000, remaining=1_999),
            "the account has 1999 of 20000 requests left",
        ),
        (RateLimitUsage(MONDAY, blocked_until=MONDAY + MINUTE), "the Fivetran rate limit is reached"),
        (RateLimitUsage(MONDAY, blocked_until=MONDAY), ""),
    ],
)
def test_what_strains_the_quota(usage: RateLimitUsage, words: str) -> None:
    assert throttle_reason(usage, 20, MONDAY) == words


def test_polling_stays_slow_until_it_is_well_below_its_share() -> None:
    edge, below = RateLimitUsage(MONDAY, used=3_900), RateLimitUsage(MONDAY, used=3_600)

    assert throttle_reason(edge, 20, MONDAY, is_throttled=True)
    assert not throttle_reason(below, 20, MONDAY, is_throttled=True)


def test_what_processes_know_adds_up_and_the_newest_answer_counts() -> None:
    left = RateLimitUsage(MONDAY, used=10, limit=100, remaining=50, blocked_until=MONDAY + MINUTE)
    right = RateLimitUsage(MONDAY + MINUTE, used=7, limit=100, remaining=40)
    idle = RateLimitUsage(MONDAY + 2 * MINUTE)

    assert combine_rate_limit_usage([left, right, idle]) == RateLimitUsage(
        MONDAY + 2 * MINUTE, 17, 100, 40, MONDAY + MINUTE
    )


def waits(strained_until: int, minutes: int) -> list[int]:
    """Minute by minute, how long polling waits while the quota is strained for the first ones."""
    pace, found = PollInterval(MONDAY), []
    for minute in range(minutes):
        pace = pace.adjusted(minute < strained_until, MONDAY + MINUTE * minute)
        found.append(pace.minutes)
    return found


def test_each_wait_that_does_not_help_doubles_the_next_up_to_ten_minutes() -> None:
    assert waits(60, 30)[:15] == [2, 2, 4, 4, 4, 4, 8, 8, 8, 8, 8, 8, 8, 8, 10]
    assert waits(60, 60)[-1] == 10


def test_it_is_quick_again_within_minutes() -> None:
    assert waits(20, 24)[19:] == [10, 5, 2, 1, 1]


@pytest.mark.parametrize(
    ("minutes", "ago", "allowed"), [(1, 0, True), (4, 3, False), (4, 4, True), (10, 9, False), (10, 10, True)]
)
def test_a_slow_round_waits_for_its_time(minutes: int, ago: int, allowed: bool) -> None:
    ended = MONDAY - MINUTE * ago + timedelta(seconds=5)  # a round ends a little after its tick

    assert PollInterval(MONDAY, minutes).is_due(ended, MONDAY) is allowed


@pytest.mark.parametrize("minutes", [1, 10])
def test_a_group_that_was_never_looked_at_is_looked_at(minutes: int) -> None:
    never: datetime | None = None

    assert PollInterval(MONDAY, minutes).is_due(never, MONDAY)


def test_a_clock_that_was_set_back_blocks_no_poll() -> None:
    an_hour_ago = MONDAY - timedelta(hours=1)
    rejected = RateLimitUsage(observed_at=MONDAY, blocked_until=MONDAY + timedelta(minutes=5))

    assert rejected.is_blocked(MONDAY)
    assert not rejected.is_blocked(an_hour_ago)
    assert PollInterval(MONDAY, 10).is_due(MONDAY, an_hour_ago)
