"""Measure poll rounds over 10,000 connections: requests, time, and memory."""

import json
import math
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.rows import Row
from bench.stage import SANDBOX_URL, sandbox
from bot.bootstrap.core import Container
from bot.config.settings import read_settings
from bot.store.database import migrate
from demo.stage import ROOT, sandbox_settings
from sandbox.driver import Sandbox

CONNECTIONS, GROUPS, PER_REQUEST = 10_000, 2, 1_000
QUOTA = 20_000
"""Requests an hour for the whole account (fivetran.com/docs/rest-api/rate-limiting)."""
ROUNDS, WARM_UP, ASKED_SINGLY = 100, 4, 300
BUDGET_SECONDS, BUDGET_GROWTH_MB = 5.0, 10.0
UNIT = 1024 * 1024 if sys.platform == "darwin" else 1024
"""`ru_maxrss` counts bytes on a Mac and kilobytes elsewhere; this many of them are a megabyte."""


def measure() -> list[Row]:
    """Run the rounds in a fresh process, whose memory is that of polling alone."""
    with TemporaryDirectory() as folder, sandbox() as world:
        fill(world, CONNECTIONS)
        command = [sys.executable, "-m", "bench.polling", str(Path(folder) / "polling.sqlite3")]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return [_row(json.loads(done.stdout))]


def fill(world: Sandbox, connections: int) -> None:
    """Add healthy connections until each of the two groups has half of them."""
    there = Counter(one["group_id"] for one in world.state("fivetran")["connections"])
    for group in there:
        world.fivetran.populate(group=group, count=connections // len(there) - there[group], service="zoom")


def spent(world: Sandbox) -> int:
    """Return the account's requests in the last hour of sandbox time."""
    return QUOTA - int(world.fivetran.quota(limit=QUOTA)["remaining"])


def rounds(database: str) -> dict[str, Any]:
    """Run many rounds over both groups, then read some connections one by one."""
    settings = sandbox_settings(SANDBOX_URL, f"sqlite:///{database}", port=0)
    parts = Container(read_settings(**{name.lower(): value for name, value in settings.items()}))
    migrate(parts.database)
    first, seconds, peaks = _round(parts), [], []
    with Sandbox(SANDBOX_URL) as world:
        before = spent(world)
        for _ in range(ROUNDS):
            seconds.append(_round(parts))
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNIT)
        requests = (spent(world) - before) / ROUNDS
        singly = _singly(parts, [one["id"] for one in world.state("fivetran")["connections"][:ASKED_SINGLY]])
    return {
        "requests": requests,
        "seconds": round(median(seconds), 2),
        "first_round_seconds": round(first, 2),
        "growth_mb": round(peaks[-1] - peaks[WARM_UP - 1], 1),
        "peak_mb": round(peaks[-1]),
        "one_by_one_seconds": round(singly * CONNECTIONS, 1),
    }


def _round(parts: Container) -> float:
    began = time.perf_counter()
    for group in parts.settings.groups:
        parts.ports.poll(group)
    return time.perf_counter() - began


def _singly(parts: Container, ids: list[str]) -> float:
    """Return the seconds per connection when each is read by itself."""
    began = time.perf_counter()
    for connection_id in ids:
        parts.ports.connections.fetch(connection_id)
    return (time.perf_counter() - began) / len(ids)


def _row(found: dict[str, Any]) -> Row:
    fair = GROUPS * math.ceil(CONNECTIONS / GROUPS / PER_REQUEST)
    good = found["requests"] <= fair and found["growth_mb"] <= BUDGET_GROWTH_MB
    slowest = max(found["seconds"], found["first_round_seconds"])
    return Row(
        f"one polling round over {CONNECTIONS:,} connections",
        f"≤ {fair} requests, < {BUDGET_SECONDS:g} s, flat memory",
        f"{found['requests']:g} requests, {found['seconds']} s, +{found['growth_mb']} MB in {ROUNDS} rounds",
        good and slowest < BUDGET_SECONDS,
        f"{found['one_by_one_seconds'] / found['seconds']:.0f}× faster than one by one",
        found,
    )


if __name__ == "__main__":
    print(json.dumps(rounds(sys.argv[1])))
