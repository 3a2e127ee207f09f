"""The garbage collector leaves alone what the start has loaded."""

import gc

from bot.garbage import USUALLY, collect_rarely, keep_what_is_loaded


def test_what_is_loaded_is_not_collected() -> None:
    kept = object()
    cycle: list[object] = [kept]
    cycle.append(cycle)

    keep_what_is_loaded()

    try:
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
