"""The garbage collector leaves alone what the start has loaded."""

import gc

from bot.garbage import keep_what_is_loaded


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
