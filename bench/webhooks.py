"""Measure how soon an incident is posted, with Fivetran's webhooks and by polling alone."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.payloads import CHANNEL
from bench.polling import GROUPS, spent
from bench.rows import Row, judge
from bench.stage import bot, sandbox
from sandbox.driver import Sandbox

STEP = 5
"""Seconds of sandbox time between two looks at the channel."""
BROKEN = 3
"""Connections that break one after the other. One is broken from the beginning; five would be a storm."""


def measure() -> list[Row]:
    """Break one connection, wait for its message, break the next."""
    return [
        _row("a broken connection, reported by webhook", "webhook_seconds", _by_webhook()),
        _row("a broken connection, found by polling", "polling_seconds", _by_polling()),
    ]


def _by_webhook() -> list[float]:
    with TemporaryDirectory() as folder, sandbox() as world:
        names = _populate(world)
        with bot(Path(folder), FIVETRAN_WEBHOOK_SECRET="of-the-bench"):
            world.until(lambda: len(world.state("fivetran")["webhooks"]) == GROUPS, "the webhooks", 60)
            return [_seconds_to_post(world, name) for name in names]


def _by_polling() -> list[float]:
    """Break each connection at another moment between two polls, and let time pass until it is posted."""
    with TemporaryDirectory() as folder, sandbox() as world:
        names = _populate(world)
        with bot(Path(folder)):
            world.until(lambda: spent(world) >= GROUPS, "a first round")
            return [_seconds_by_polling(world, name) for name in names]


def _seconds_by_polling(world: Sandbox, name: str) -> float:
    world.clock(advance=3 * STEP)
    began = world.clock_now()["now"]
    world.fivetran.breaks(schema=name)
    while not _posted_at(world, name):
        world.clock(advance=STEP)
        with suppress(AssertionError):
            world.until(lambda: _posted_at(world, name), f"the message about {name}", 1)
    return float(str(_posted_at(world, name))) - float(began)


def _populate(world: Sandbox) -> list[str]:
    world.fivetran.populate(group="prod", count=BROKEN, service="zoom")
    return [one["schema"] for one in world.state("fivetran")["connections"][-BROKEN:]]


def _row(what: str, budget: str, seconds: list[float]) -> Row:
    latest = max(seconds)
    said = f"{latest:.1f} s of sandbox time, the latest of {len(seconds)}"
    return judge(what, {budget: latest}, said, details={"seconds": round(latest, 2)})


def _seconds_to_post(world: Sandbox, name: str) -> float:
    began = world.clock_now()["now"]
    world.fivetran.breaks(schema=name)
    return float(world.until(lambda: _posted_at(world, name), f"the message about {name}", 90)) - float(began)


def _posted_at(world: Sandbox, name: str) -> str | None:
    channels = {one["id"]: one for one in world.state("slack")["channels"]}
    posted = [one["ts"] for one in channels[CHANNEL]["messages"] if one["text"].startswith(f"{name} ")]
    return posted[0] if posted else None
