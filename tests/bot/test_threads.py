"""How the threads of the process take turns."""

import sys

from bot.threads import TURN_SECONDS, take_short_turns


def test_threads_take_short_turns() -> None:
    before = sys.getswitchinterval()

    take_short_turns()

    assert abs(sys.getswitchinterval() - TURN_SECONDS) < 1e-6 < before - TURN_SECONDS
    sys.setswitchinterval(before)
