"""Measure one poll round in which nothing changed, in accounts of three sizes: CPU, statements, and memory."""

import json
import math
import resource
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, event

from bench.polling import UNIT
from bench.quiet_round_account import GROUPS, NOW, seed_before, seed_runs
from bench.rows import Row
from bench.stage import BARE_PORT, process
from bot.fivetran.client import FivetranClient
from bot.fivetran.connections import FivetranConnections
from bot.store.database import connect, migrate
from bot.store.ledger import LedgerStore
from bot.store.poll_round import ConnectionPoller
from demo.stage import ROOT

SIZES = (200, 2_000, 20_000)
ROUNDS, FLAT_ROUNDS = 5, 10
BUDGET_SECONDS, BUDGET_GROWTH_MB = 1.5, 10.0


@dataclass
class Watch:
    """A clock that a round advances by a minute."""

    time: datetime = NOW

    def now(self) -> datetime:
        return self.time


def measure() -> list[Row]:
    """Measure each size in a process of its own."""
    with TemporaryDirectory() as folder:
        return [_row(_measured(Path(folder), size)) for size in SIZES]


def _measured(folder: Path, size: int) -> dict[str, Any]:
    with process("bench.listing_server", BARE_PORT, "--size", str(size)):
        command = [sys.executable, "-m", "bench.quiet_round", str(folder / f"{size}.sqlite3"), str(size)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rounds(database: str, size: int) -> dict[str, Any]:
    """Let rounds pass over an account with its history, and return what one costs."""
    engine, watch = connect(f"sqlite:///{database}"), Watch()
    migrate(engine)
    seed_before(engine, size)
    fivetran = FivetranConnections(
        FivetranClient(f"http://127.0.0.1:{BARE_PORT}", "key", "secret"), LedgerStore(engine, watch), "dev"
    )
    poller = ConnectionPoller(engine, fivetran.list_group, {group: group for group in GROUPS}, watch)
    first = _round(poller, watch)
    seed_runs(engine)
    _round(poller, watch)
    spent = [_round(poller, watch) for _ in range(ROUNDS)]
    with _statements(engine) as counted:
        _round(poller, watch)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(FLAT_ROUNDS):
        _round(poller, watch)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    tracemalloc.start()
    _round(poller, watch)
    return {
        "connections": size,
        "cpu_ms": round(median(spent) * 1_000),
        "first_cpu_ms": round(first * 1_000),
        "statements": counted(),
        "peak_mb": round(tracemalloc.get_traced_memory()[1] / 1e6, 1),
        "growth_mb": round(grown / UNIT, 1),
    }


def _round(poller: ConnectionPoller, watch: Watch) -> float:
    """Return the CPU seconds of a round over all groups."""
    watch.time += timedelta(minutes=1)
    began = time.process_time()
    for group in GROUPS:
        poller.poll(group)
    return time.process_time() - began


@contextmanager
def _statements(engine: Engine) -> Iterator[Callable[[], int]]:
    seen: list[str] = []

    def remember(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    try:
        yield lambda: len(seen)
    finally:
        event.remove(engine, "before_cursor_execute", remember)


def _row(found: dict[str, Any]) -> Row:
    share = found["connections"] / SIZES[-1]
    budget = BUDGET_SECONDS * math.sqrt(share) * 1_000
    return Row(
        f"a quiet poll round over {found['connections']:,} connections",
        f"< {budget:.0f} ms of CPU, flat memory",
        f"{found['cpu_ms']} ms, {found['statements']} statements, peak {found['peak_mb']} MB, +{found['growth_mb']} MB",
        found["cpu_ms"] < budget and found["growth_mb"] <= BUDGET_GROWTH_MB,
        details=found,
    )


if __name__ == "__main__":
    print(json.dumps(rounds(sys.argv[1], int(sys.argv[2]))))
