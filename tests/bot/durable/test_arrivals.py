"""When the dispatcher wakes up."""

import threading
import time

import pytest

from bot.durable.arrivals import CLICK_DEBOUNCE_SECONDS, MAX_CLICK_DEBOUNCE_SECONDS, Arrivals
from bot.durable.queue_settings import CLICK_QUEUE, REQUEST_QUEUE

LONG = 60.0


def seconds_of_wait(arrivals: Arrivals, seconds: float = LONG) -> float:
    begun = time.monotonic()
    arrivals.wait(seconds)
    return time.monotonic() - begun


def test_what_arrived_before_the_wait_ends_it() -> None:
    arrivals = Arrivals()

    arrivals.announce(REQUEST_QUEUE)

    assert seconds_of_wait(arrivals) < LONG


def test_what_arrives_during_the_wait_ends_it() -> None:
    arrivals = Arrivals()
    waiting = threading.Thread(target=arrivals.wait, args=[LONG])
    waiting.start()

    arrivals.announce()

    waiting.join(LONG / 2)
    assert not waiting.is_alive()


def test_a_click_starts_after_the_acks_of_its_burst() -> None:
    arrivals = Arrivals()

    for _ in range(3):
        arrivals.announce(CLICK_QUEUE)

    assert CLICK_DEBOUNCE_SECONDS * 0.9 <= seconds_of_wait(arrivals) < LONG


def test_many_arrivals_are_one_wake() -> None:
    arrivals = Arrivals()
    for _ in range(3):
        arrivals.announce(REQUEST_QUEUE)
    arrivals.wait(LONG)

    assert seconds_of_wait(arrivals, 0.02) >= 0.019


class HandClock:
    """A clock that stands still until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_of_clicks_starts_after_its_last_one() -> None:
    clock = HandClock()
    arrivals = Arrivals(clock)
    for _ in range(3):
        arrivals.announce(CLICK_QUEUE)
        clock.now += CLICK_DEBOUNCE_SECONDS / 2

    assert arrivals.due_at == pytest.approx(clock.now + CLICK_DEBOUNCE_SECONDS / 2)


def test_clicks_without_an_end_start_nevertheless() -> None:
    clock = HandClock()
    arrivals = Arrivals(clock)
    for _ in range(100):
        arrivals.announce(CLICK_QUEUE)
        clock.now += CLICK_DEBOUNCE_SECONDS / 2

    assert arrivals.due_at == pytest.approx(100.0 + MAX_CLICK_DEBOUNCE_SECONDS)


def test_other_work_does_not_wait_for_clicks() -> None:
    clock = HandClock()
    arrivals = Arrivals(clock)

    arrivals.announce(CLICK_QUEUE)
    arrivals.announce(REQUEST_QUEUE)

    assert arrivals.due_at == clock.now
