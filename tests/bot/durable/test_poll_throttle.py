"""Polling of all processes slows itself together."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.durable.poll_throttle import PollThrottle
from bot.fivetran.rate_limit import RateLimitMeter
from bot.store.database import transaction
from bot.store.rate_limits import RateLimitStore
from bot.store.tables import PollRoundRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY
from workflows.connections.rate_limit import PollInterval

LIMIT = {"X-Rate-Limit": "100", "X-Rate-Limit-Remaining": "90"}
MINUTE = timedelta(minutes=1)
Made = Callable[[str], PollThrottle]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def pacer(database: Engine, watch: Watch) -> Made:
    """A process by name; each of them has the share of 20 %."""
    return lambda name: PollThrottle(RateLimitMeter(watch.now), RateLimitStore(database, watch), watch, name, 20)


def uses(pacer: PollThrottle, requests: int, headers: dict[str, str] = LIMIT) -> None:
    """The process makes so many requests."""
    for _ in range(requests):
        pacer.meter.record_request()
        pacer.meter.read_headers(headers)


def minutes_pass(watch: Watch, *pacers: PollThrottle, minutes: int) -> None:
    for _ in range(minutes):
        watch.time += MINUTE
        for one in pacers:
            one.adapt()


def test_below_its_share_every_round_may_begin(pacer: Made) -> None:
    desk = pacer("desk")
    uses(desk, 20)

    desk.adapt()

    assert desk.allows("dev")
    assert desk.interval.minutes == 1


def test_one_that_made_no_request_slows_down_with_the_others(pacer: Made, watch: Watch, database: Engine) -> None:
    busy, idle = pacer("busy"), pacer("idle")
    uses(busy, 21)
    with transaction(database) as session:
        session.merge(PollRoundRow(group_id="dev", polled_at=MONDAY.timestamp()))

    minutes_pass(watch, busy, idle, minutes=1)

    assert (busy.interval.minutes, idle.interval.minutes) == (2, 2)
    assert not idle.allows("dev")
    assert idle.allows("prod")  # it was never polled
    minutes_pass(watch, busy, idle, minutes=1)
    assert idle.allows("dev")


def test_after_an_hour_its_requests_no_longer_count(pacer: Made, watch: Watch) -> None:
    desk = pacer("desk")
    uses(desk, 21)
    with capture_logs() as told:
        minutes_pass(watch, desk, minutes=65)

    assert desk.interval.minutes == 1
    assert [line["event"] for line in told] == [
        "polling slows down to stay within Fivetran's rate limit",
        "polling is back to normal",
    ]


def test_what_others_used_up_slows_it_too(pacer: Made) -> None:
    desk = pacer("desk")
    uses(desk, 1, LIMIT | {"X-Rate-Limit-Remaining": "9"})

    desk.adapt()

    assert desk.interval.is_throttled


def test_while_fivetran_refuses_all_calls_no_process_asks(pacer: Made, watch: Watch) -> None:
    refused, other = pacer("refused"), pacer("other")
    refused.meter.record_rejection(3600)
    assert not refused.allows("dev")  # at once

    minutes_pass(watch, refused, other, minutes=59)
    assert not other.allows("dev")

    minutes_pass(watch, refused, other, minutes=1)
    assert other.allows("dev")


@pytest.mark.parametrize("headers", [{}, {"X-Rate-Limit-Remaining": "many"}])
def test_answers_that_say_nothing_change_nothing(watch: Watch, headers: Any) -> None:
    meter = RateLimitMeter(watch.now)
    meter.read_headers({"x-rate-limit": "100", "x-rate-limit-remaining": "90"})

    meter.read_headers(headers)

    assert (meter.usage.limit, meter.usage.remaining) == (100, 90)


def test_being_turned_away_without_a_time_is_a_minute(watch: Watch) -> None:
    meter = RateLimitMeter(watch.now)
    meter.record_rejection(None)

    assert meter.usage.blocked_until == watch.time + MINUTE


def test_requests_of_an_hour_that_comes_again_do_not_count(watch: Watch) -> None:
    meter = RateLimitMeter(watch.now)
    meter.record_request()
    watch.time -= timedelta(hours=1)
    meter.record_request()

    assert meter.usage.used == 1


def test_polling_slows_down_also_after_the_clock_was_set_back(watch: Watch) -> None:
    slow = PollInterval(watch.time).adjusted(True, watch.time)

    assert slow.adjusted(True, watch.time).minutes == 2
    assert slow.adjusted(True, watch.time - timedelta(hours=1)).minutes == 4


@pytest.mark.parametrize(("later", "seconds"), [(0, 300), (299, 1), (300, 0), (-3_600, 0)])
def test_requests_wait_as_long_as_fivetran_asks_for_unless_the_clock_is_set_back(
    watch: Watch, later: int, seconds: int
) -> None:
    meter = RateLimitMeter(watch.now)
    meter.record_rejection(300)

    watch.time += timedelta(seconds=later)

    assert meter.blocked_seconds == seconds
