"""Measure how the cost of each click grows with the company."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from bench.account import SIZES, seed
from bench.growth.measuring import REPETITIONS, Cost, exponent, measure_paths
from bench.growth.parts import Parts
from bench.growth.paths import Paths
from bench.growth.subscribers import seed_subscribers
from bench.rows import Row, judge
from bot.store.database import connect, migrate

OF_TIMERS = frozenset({"digest", "used here"})
DATABASE_VARIABLE = "BENCH_GROWTH_DATABASE"
"""Address of the databases, with `{size}`, to measure PostgreSQL or to keep them; SQLite in a new folder by default."""


def measure() -> list[Row]:
    """Measure every path at each size, one after the other."""
    return measure_sizes(SIZES)


def measure_sizes(sizes: Mapping[int, int], repetitions: int = REPETITIONS) -> list[Row]:
    """Measure every path at each size (connections → services)."""
    with TemporaryDirectory() as folder:
        address = os.environ.get(DATABASE_VARIABLE, f"sqlite:///{Path(folder) / '{size}.sqlite3'}")
        costs = {size: _measure_size(address.format(size=size), size, sizes[size], repetitions) for size in sizes}
    return list(_rows(costs))


def _measure_size(url: str, size: int, services: int, repetitions: int) -> dict[str, Cost]:
    engine = connect(url)
    migrate(engine)
    with engine.connect() as connection:
        is_empty = connection.execute(text("SELECT count(*) FROM poll_round")).scalar() == 0
    if is_empty:
        seed(engine, size, services)
        seed_subscribers(engine, size)
    try:
        return measure_paths(Paths(Parts(engine), size), repetitions)
    finally:
        engine.dispose()


def _rows(costs: Mapping[int, Mapping[str, Cost]]) -> Iterator[Row]:
    small, large = min(costs), max(costs)
    for name, last in costs[large].items():
        grown = exponent(costs[small][name], last, large / small)
        budget = "growth_of_timers" if name in OF_TIMERS else "growth"
        each = [costs[size][name] for size in costs]
        milliseconds = " / ".join(f"{cost.cpu_ms:.1f}" for cost in each)
        statements = " / ".join(str(cost.statements) for cost in each)
        yield judge(
            f"{name}, from {small:,} to {large:,} connections",
            {budget: grown},
            f"{grown:.2f}: {milliseconds} ms, {statements} statements",
            details={f"cpu_ms_{size}": round(costs[size][name].cpu_ms, 2) for size in costs}
            | {f"statements_{size}": costs[size][name].statements for size in costs}
            | {"exponent": round(grown, 2)},
        )
