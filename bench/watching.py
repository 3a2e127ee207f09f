"""A thousand connections: what watching them costs, and what an outage of many does to the channel."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.payloads import CHANNEL
from bench.polling import GROUPS, QUOTA, fill, spent
from bench.rows import Row
from bench.stage import bot, sandbox
from sandbox.driver import Sandbox

CONNECTIONS, OUTAGE = 1_000, 200
BUDGET_PERCENT, BUDGET_MESSAGES = 5.0, 3
MINUTE, MINUTES, HOUR = 60, 10, 3_600


def measure() -> list[Row]:
    """Ten minutes of sandbox time in peace, then the outage and its end."""
    with TemporaryDirectory() as folder, sandbox() as world:
        fill(world, CONNECTIONS)
        with bot(Path(folder)):
            world.until(lambda: spent(world) >= GROUPS, "a first round")
            return [_quota(world), _outage(world)]


def _quota(world: Sandbox) -> Row:
    before, began = spent(world), world.clock_now()["now"]
    for _ in range(MINUTES):
        _next_round(world)
    hours = (world.clock_now()["now"] - began) / HOUR
    hourly = (spent(world) - before) / hours
    percent = hourly / QUOTA * 100
    return Row(
        f"Fivetran quota at {CONNECTIONS:,} connections",
        f"< {BUDGET_PERCENT:g} % of {QUOTA:,} requests an hour",
        f"{hourly:.0f} an hour ({percent:.1f} %)",
        percent < BUDGET_PERCENT,
        details={"requests_an_hour": round(hourly), "percent_of_quota": round(percent, 2)},
    )


def _next_round(world: Sandbox) -> None:
    """A minute passes; the timetable's round is over when both groups were read."""
    before = spent(world)
    world.clock(advance=MINUTE)
    world.until(lambda: spent(world) >= before + GROUPS, "the next round")


def _outage(world: Sandbox) -> Row:
    """Break many connections at once, then mend them; every one has to be counted in some message."""
    names = [f"load_{number}" for number in range(CONNECTIONS - OUTAGE, CONNECTIONS)]
    for name in names:
        world.fivetran.breaks(schema=name)
    broke = _told(world, "broke")
    for name in names:
        world.fivetran.heals(schema=name)
    world.clock(advance=10 * MINUTE)  # a connection is well again when its next sync has succeeded
    recovered = _told(world, "recovered")
    return Row(
        f"an outage of {OUTAGE} connections",
        f"≤ {BUDGET_MESSAGES} channel messages, nothing dropped",
        f"{len(broke)} ({sum(broke)} told), {len(recovered)} for its end ({sum(recovered)} told)",
        len(broke) <= BUDGET_MESSAGES and sum(broke) == sum(recovered) == OUTAGE,
        details={"messages": len(broke), "told": sum(broke), "messages_at_its_end": len(recovered)},
    )


def _told(world: Sandbox, verb: str) -> list[int]:
    """How many connections each message says `verb` of, once all of the outage are told."""
    world.clock(advance=MINUTE)
    world.until(lambda: sum(_counts(world, verb)) >= OUTAGE, f"{OUTAGE} connections {verb}", 30)
    return _counts(world, verb)


def _counts(world: Sandbox, verb: str) -> list[int]:
    channels = world.state("slack")["channels"]
    texts = [one["text"] for channel in channels if channel["id"] == CHANNEL for one in channel["messages"]]
    return [int(found[1]) for text in texts if (found := re.match(rf"(\d+) connections in .* {verb}", text))]
