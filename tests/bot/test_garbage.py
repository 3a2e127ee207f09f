"""The garbage collector leaves alone what the start has loaded."""

import gc
from collections.abc import Callable

import pytest

from bot.garbage import USUALLY, collect_rarely, keep_what_is_loaded, leave_to_the_system


@pytest.mark.parametrize("leave_out", [keep_what_is_loaded, leave_to_the_system])
def test_what_is_loaded_is_not_collected(leave_out: Callable[[], None]) -> None:
    cycle: list[object] = []
    cycle.append(cycle)
    before = [stats["collections"] for stats in gc.get_stats()]

    leave_out()

    try:
        assert [stats["collections"] for stats in gc.get_stats()] == before
        assert gc.get_freeze_count() > 10_000
        assert all(one is not cycle for one in gc.get_objects())
    finally:
        gc.unfreeze()


def test_a_start_is_not_interrupted_by_collections() -> None:
    collect_rarely()
    before = gc.get_stats()[0]["collections"]
    held = [[number] for number in range(10 * USUALLY[0])]
    during = gc.get_stats()[0]["collections"]

    keep_what_is_loaded()

    try:
        assert (during, len(held)) == (before, 10 * USUALLY[0])
        assert gc.get_threshold() == USUALLY
    finally:
        gc.unfreeze()
