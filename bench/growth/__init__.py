"""Measure how the cost of each click grows with the company."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from bench.growth.account import seed
from bench.growth.measuring import Cost, exponent, measure_paths
from bench.growth.parts import Parts
from bench.growth.paths import Paths
from bench.growth.subscribers import seed_subscribers
from bench.rows import Row
from bot.store.database import connect, migrate

SIZES = {200: 773, 2_000: 773, 20_000: 3_000}
"""Connections → services that Fivetran offers then."""
FLAT, SLOW = 0.2, 0.6
"""The greatest exponents: of what people wait for, and of what a timer does."""
OF_TIMERS = frozenset({"digest", "used here"})
DATABASE_VARIABLE = "BENCH_GROWTH_DATABASE"
"""Address of the databases, with `{size}`, to measure PostgreSQL or to keep them; SQLite in a new folder by default."""


def measure() -> list[Row]:
    """Measure every path at each size, one after the other."""
    with TemporaryDirectory() as folder:
        address = os.environ.get(DATABASE_VARIABLE, f"sqlite:///{Path(folder) / '{size}.sqlite3'}")
        costs = {size: _measure_size(address.format(size=size), size) for size in SIZES}
    return list(_rows(costs))


def _measure_size(url: str, size: int) -> dict[str, Cost]:
    engine = connect(url)
    migrate(engine)
    with engine.connect() as connection:
        is_empty = connection.execute(text("SELECT count(*) FROM poll_round")).scalar() == 0
    if is_empty:
        seed(engine, size, SIZES[size])
        seed_subscribers(engine, size)
    try:
        return measure_paths(Paths(Parts(engine), size))
    finally:
        engine.dispose()


def _rows(costs: Mapping[int, Mapping[str, Cost]]) -> Iterator[Row]:
    small, large = min(costs), max(costs)
    for name, last in costs[large].items():
        grown = exponent(costs[small][name], last, large / small)
        limit = SLOW if name in OF_TIMERS else FLAT
        each = [costs[size][name] for size in costs]
        milliseconds = " / ".join(f"{cost.cpu_ms:.1f}" for cost in each)
        statements = " / ".join(str(cost.statements) for cost in each)
        yield Row(
            f"{name}, from {small:,} to {large:,} connections",
            f"CPU grows by the power of ≤ {limit:g}",
            f"{grown:.2f}: {milliseconds} ms, {statements} statements",
            grown <= limit,
            details={f"cpu_ms_{size}": round(costs[size][name].cpu_ms, 2) for size in costs}
            | {f"statements_{size}": costs[size][name].statements for size in costs}
            | {"exponent": round(grown, 2)},
        )
