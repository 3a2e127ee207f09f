"""Measure the requests of polling a thousand connections, and the messages of a large outage."""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.payloads import CHANNEL
from bench.polling import GROUPS, QUOTA, fill, spent
from bench.rows import Row, judge
from bench.stage import bot, sandbox
from sandbox.driver import Sandbox

CONNECTIONS, OUTAGE = 1_000, 200
MINUTE, MINUTES, HOUR = 60, 10, 3_600


def measure() -> list[Row]:
    """Run ten quiet minutes of sandbox time, then the outage and its end."""
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
    return judge(
        f"Fivetran quota at {CONNECTIONS:,} connections",
        {"quota_share": percent},
        f"{hourly:.0f} an hour ({percent:.1f} %)",
        details={"requests_an_hour": round(hourly), "percent_of_quota": round(percent, 2)},
    )


def _next_round(world: Sandbox) -> None:
    """Advance a minute and wait until both groups were polled."""
    before = spent(world)
    world.clock(advance=MINUTE)
    world.until(lambda: spent(world) >= before + GROUPS, "the next round")


def _outage(world: Sandbox) -> Row:
    """Break many connections at once, then fix them. Every one has to be counted in a message."""
    names = [f"load_{number}" for number in range(CONNECTIONS - OUTAGE, CONNECTIONS)]
    before = len(_channel(world))
    for name in names:
        world.fivetran.breaks(schema=name)
    told = _failing(world, lambda count: count >= OUTAGE)
    for name in names:
        world.fivetran.heals(schema=name)
    world.clock(advance=9 * MINUTE)  # an outage ends when the next sync succeeds
    left = _failing(world, lambda count: count <= told - OUTAGE)
    posts = len(_channel(world)) - before
    return judge(
        f"an outage of {OUTAGE} connections",
        {"outage_messages": posts, "outage_dropped": 2 * OUTAGE - min(told, OUTAGE) - min(told - left, OUTAGE)},
        f"{posts} ({told} reported, {told - left} recovered)",
        details={"messages": posts, "told": told, "recovered": told - left},
    )


def _failing(world: Sandbox, enough: Callable[[int], bool]) -> int:
    """Return the storm's number of failing connections, once it is enough."""

    def found() -> list[int]:
        storms = [text for text in _channel(world) if "connections" in text]
        counts = [re.search(r"(\d+) of \d+ connections are failing", text) for text in storms]
        return [left for count in counts if enough(left := int(count[1]) if count else 0)]

    for _ in range(MINUTES):  # edits are merged for 45 seconds
        world.clock(advance=MINUTE)
        with suppress(AssertionError):
            return world.until(found, "the storm message is up to date", 3)[0]
    return world.until(found, "the storm message is up to date", 30)[0]


def _channel(world: Sandbox) -> list[str]:
    """Return the texts of the channel's messages, without threads."""
    channels = world.state("slack")["channels"]
    messages = [one for channel in channels if channel["id"] == CHANNEL for one in channel["messages"]]
    return [one["text"] for one in messages if one.get("thread_ts") in (None, one["ts"])]
