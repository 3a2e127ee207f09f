"""How the threads of the process take turns."""

import sys

TURN_SECONDS = 0.001
"""Seconds that a thread computes before the turn of another one that waits.

By Python's default of 0.005, a press that waits for the database a hundred times loses half a second while
another thread computes.
"""


def take_short_turns() -> None:
    """Let threads that wait for other systems go on soon, although others compute."""
    sys.setswitchinterval(TURN_SECONDS)
