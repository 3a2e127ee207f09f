"""Measure a poll round in which nothing changed, in accounts of three sizes, beside asking for each connection."""

import json
import resource
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import requests

from bench.account import SIZES, fill_histories, seed
from bench.account.connections import GROUPS
from bench.listing_server import PAGE_SIZE, REQUEST_COUNT
from bench.polled_account import PolledAccount
from bench.polling import UNIT
from bench.rows import Row, judge
from bench.stage import BARE_PORT, process
from bench.statement_count import count_statements
from bot.store.database import migrate
from demo.stage import ROOT

ROUNDS, FLAT_ROUNDS, ASKED_SINGLY = 5, 30, 300


def measure() -> list[Row]:
    """Measure each size in a process of its own."""
    with TemporaryDirectory() as folder:
        found = [measure_size(Path(folder), size) for size in SIZES]
    return [_row(one) for one in found] + [_compared(found[-1])]


def measure_size(folder: Path, size: int) -> dict[str, Any]:
    """Return what a round costs in an account of this size."""
    with process("bench.listing_server", BARE_PORT, "--size", str(size)):
        fivetran, database = f"http://127.0.0.1:{BARE_PORT}", str(folder / f"{size}.sqlite3")
        command = [sys.executable, "-m", "bench.quiet_round", fivetran, database, str(size)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


class Rounds(PolledAccount):
    """The rounds over an account with its history."""

    def __init__(self, fivetran: str, database: str, size: int) -> None:
        super().__init__(f"sqlite:///{database}", fivetran)
        migrate(self.parts.database)
        seed(self.parts.database, size, services=10)
        self.first = self.poll()
        fill_histories(self.parts.database)
        self.poll()


def measure_rounds(fivetran: str, database: str, size: int) -> dict[str, Any]:
    """Let rounds pass, and return what one costs."""
    rounds, asked = Rounds(fivetran, database, size), _requests(fivetran)
    with count_statements(rounds.parts.database) as counted:
        rounds.poll()
    requested = _requests(fivetran) - asked
    spent = [rounds.poll() for _ in range(ROUNDS)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(FLAT_ROUNDS):
        rounds.poll()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    singly = _ask_singly(fivetran, min(size, ASKED_SINGLY))
    tracemalloc.start()
    rounds.poll()
    return {
        "connections": size,
        "cpu_ms": round(median(spent) * 1_000),
        "first_cpu_ms": round(rounds.first * 1_000),
        "statements": counted(),
        "requests": requested,
        "peak_mb": round(tracemalloc.get_traced_memory()[1] / 1e6, 1),
        "growth_mb": round(grown / UNIT, 1),
        "one_by_one_cpu_ms": round(singly * size * 1_000),
    }


def _requests(fivetran: str) -> int:
    return int(httpx.get(fivetran + REQUEST_COUNT, trust_env=False).json())


def _ask_singly(fivetran: str, count: int) -> float:
    """Return the CPU seconds per connection when each is asked for, as the providers of Airflow and Dagster do.

    Both open a connection for each call.
    """
    began = time.process_time()
    for number in range(count):
        with requests.Session() as session:
            session.trust_env = False  # no proxy
            answer = session.get(f"{fivetran}/v1/connections/otter_{number}", auth=("key", "secret"), timeout=10)
            answer.raise_for_status()
            answer.json()
    return (time.process_time() - began) / count


def _row(found: dict[str, Any]) -> Row:
    size, cpu_seconds = found["connections"], found["cpu_ms"] / 1_000
    pages = len(GROUPS) * -(-size // len(GROUPS) // PAGE_SIZE)
    values = {"round_requests": found["requests"] / pages, "round_memory": found["growth_mb"]}
    return judge(
        f"a quiet poll round over {size:,} connections",
        values | {"round_cpu": cpu_seconds},
        f"{found['requests']} requests, {cpu_seconds:.2f} s of CPU, {found['statements']} statements, "
        f"+{found['growth_mb']} MB in {FLAT_ROUNDS} rounds",
        details=found,
    )


def _compared(found: dict[str, Any]) -> Row:
    times = found["one_by_one_cpu_ms"] / found["cpu_ms"]
    return judge(
        f"the same with one request for each of {found['connections']:,} connections",
        {},
        f"{found['connections']:,} requests, {found['one_by_one_cpu_ms'] / 1_000:.0f} s of CPU",
        f"{times:.0f}× the CPU of a round",
    )


if __name__ == "__main__":
    print(json.dumps(measure_rounds(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
