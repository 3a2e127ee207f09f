"""The bot's clock follows the sandbox's."""

import queue
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SandboxClock, SystemClock
from sandbox.driver import Sandbox, serve

CLOSE = timedelta(seconds=5)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve() as url, Sandbox(url) as driver:
        yield driver


def test_it_jumps_when_the_sandbox_does_and_tells_by_how_much(sandbox: Sandbox) -> None:
    jumps: queue.Queue[float] = queue.Queue()
    clock = SandboxClock(f"{sandbox.base_url}/_sandbox/changes")
    clock.follow(jumps.put)

    sandbox.clock(advance=3600)

    assert jumps.get(timeout=10) == pytest.approx(3600, abs=5)
    assert abs(clock.now() - datetime.now(UTC) - timedelta(hours=1)) < CLOSE
    clock.stop()


def test_it_goes_to_where_the_sandbox_stands_still(sandbox: Sandbox) -> None:
    monday = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    sandbox.clock(freeze=monday.timestamp())
    clock = SandboxClock(f"{sandbox.base_url}/_sandbox/changes")

    clock.follow(lambda _seconds: None)

    assert abs(clock.now() - monday) < CLOSE
    clock.stop()


def test_the_machines_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC
