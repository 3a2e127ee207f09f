"""Measure how soon an incident is posted when Fivetran sends webhooks."""

from pathlib import Path
from tempfile import TemporaryDirectory

from bench.payloads import CHANNEL
from bench.polling import GROUPS
from bench.rows import Row, judge
from bench.stage import bot, sandbox
from sandbox.driver import Sandbox

BROKEN = 3
"""Connections that break one after the other. One is broken from the beginning; five would be a storm."""


def measure() -> list[Row]:
    """Break one connection, wait for its message, break the next."""
    with TemporaryDirectory() as folder, sandbox() as world:
        world.fivetran.populate(group="prod", count=BROKEN, service="zoom")
        names = [one["schema"] for one in world.state("fivetran")["connections"][-BROKEN:]]
        with bot(Path(folder), FIVETRAN_WEBHOOK_SECRET="of-the-bench"):
            world.until(lambda: len(world.state("fivetran")["webhooks"]) == GROUPS, "the webhooks", 60)
            seconds = [_seconds_to_post(world, name) for name in names]
    return [
        judge(
            "a broken connection, reported by webhook",
            {"webhook_seconds": max(seconds)},
            f"{max(seconds):.1f} s of sandbox time, the latest of {len(seconds)}",
            details={"seconds": round(max(seconds), 2)},
        )
    ]


def _seconds_to_post(world: Sandbox, name: str) -> float:
    began = world.clock_now()["now"]
    world.fivetran.breaks(schema=name)
    return float(world.until(lambda: _posted_at(world, name), f"the message about {name}", 90)) - float(began)


def _posted_at(world: Sandbox, name: str) -> str | None:
    channels = {one["id"]: one for one in world.state("slack")["channels"]}
    posted = [one["ts"] for one in channels[CHANNEL]["messages"] if one["text"].startswith(f"{name} in ")]
    return posted[0] if posted else None
