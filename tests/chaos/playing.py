"""Play a story to its end, and look for faults."""

import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sandbox.driver import Sandbox, serve
from tests.chaos.acting import Acting
from tests.chaos.checks import find_faults
from tests.chaos.checks.presses import presses
from tests.chaos.reading import read_world
from tests.chaos.script import Story
from tests.chaos.stage import Stage, set_up
from tests.chaos.world import World
from tests.chaos.writer import write_story
from tests.e2e.support.fork_client import ForkServer, run_fork_server

ROUNDS = 60
ROUND_SECONDS = 61.0
"""Sandbox time that passes in each round after the trouble."""
HISTORY_SECONDS = 7 * 3600.0
"""Sandbox time in which a historical sync is done."""
LOOK_SECONDS = 1.0
"""Real seconds that the bots have for what is due in a round."""
MIN_REAL_SECONDS = 150.0
"""A press waits for a vendor (64 s) before its person is told, and a reply for its next try (120 s)."""
QUIET_ROUNDS = 3
"""Rounds without a fault after which the story is over."""


@dataclass
class Result:
    """What came of a story."""

    seed: int
    database: str
    faults: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    script: str = ""
    log: str = ""
    world: World | None = None


@contextmanager
def start_stage() -> Iterator[tuple[Sandbox, ForkServer | None]]:
    """Yield a sandbox and a fork server, which many stories use one after the other."""
    with serve() as base_url, Sandbox(base_url) as sandbox, run_fork_server() as found:
        yield sandbox, found


def play(sandbox: Sandbox, found: ForkServer | None, seed: int, database: str, most_forms: int = 4) -> Result:
    """Play the story of a seed. Whatever goes wrong is in the result."""
    return play_script(sandbox, found, write_story(seed, most_forms), database)


def play_script(sandbox: Sandbox, found: ForkServer | None, story: Story, database: str) -> Result:
    """Play a story. Whatever goes wrong is in the result."""
    began, result = time.monotonic(), Result(story.seed, database, script=str(story))
    try:
        with set_up(sandbox, database, story, found) as stage:
            try:
                _perform(stage, story)
                result.world = _settle(stage, story)
                result.faults = find_faults(result.world)
                result.counts = _counts(stage, result.world)
            finally:
                result.log = stage.processes.log()[-20_000:]
    except Exception:  # noqa: BLE001  # a story must not stop the others
        result.faults.append(f"the story could not be played: {traceback.format_exc()[-2_000:]}")
    result.seconds = time.monotonic() - began
    return result


def _perform(stage: Stage, story: Story) -> None:
    acting = Acting(stage, story)
    for beat in story.beats:
        acting.perform(beat)


def _settle(stage: Stage, story: Story) -> World:
    """Lift all faults, let time pass until nothing is wrong any more, and return the world then.

    What is still wrong after `ROUNDS` rounds and `MIN_REAL_SECONDS` stays wrong.
    """
    stage.calm()
    stage.start_all()
    stage.jump(HISTORY_SECONDS)
    settled_from, began, quiet = time.time(), time.monotonic(), 0
    for number in range(10 * ROUNDS):
        stage.sandbox.clock(advance=ROUND_SECONDS)
        world = _look(stage, story, settled_from)
        quiet = 0 if find_faults(world) else quiet + 1
        is_late = number >= ROUNDS and time.monotonic() - began > MIN_REAL_SECONDS
        if quiet == QUIET_ROUNDS or is_late:
            break
    return world


def _look(stage: Stage, story: Story, settled_from: float) -> World:
    """Wait for what this round brings, and read the world."""
    deadline = time.monotonic() + LOOK_SECONDS
    stage.start_all()  # a process that ended by itself is a fault, and starts again
    version = stage.sandbox.clock_now()["version"]
    while (left := deadline - time.monotonic()) > 0:
        version = stage.sandbox.changes(version, timeout=left)["version"]
    return read_world(stage, story, settled_from)


def _counts(stage: Stage, world: World) -> dict[str, int]:
    pressed = presses(world)
    found = Counter(stage.counts)
    found["requests"] = len(world.requests)
    found["presses"] = len(pressed)
    found["decided"] = sum(1 for row in world.requests if row["body"].get("decision"))
    found["connections"] = len(world.connections)
    found["live"] = sum(1 for row in world.requests if row["status"] == "live")
    return dict(found)
