"""Measure the catalog at Fivetran's size and at four times that size: download, type-ahead, memory."""

import time
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.rows import Row, milliseconds, percentile
from bench.stage import sandbox
from bot.catalog.catalog import Catalog
from bot.clock import SystemClock
from bot.fivetran.client import FivetranClient
from bot.fivetran.metadata import FivetranMetadata
from bot.store.catalog import CatalogStore
from bot.store.database import connect, migrate

TYPED = (
    "s",
    "sa",
    "sales",
    "salesforce",
    "salesfroce",
    "goggle",
    "example service 7",
    "service 12",
    "marketing",
    "zzzz",
)
TODAY, LARGE = 773, 3_000
BUDGETS = {TODAY: 0.020, LARGE: 0.080}
"""Services → seconds per keystroke."""
REFRESH = 5.0
"""Seconds per download."""
MEMORY = 50.0
"""Megabytes."""


def measure() -> list[Row]:
    """Measure type-ahead over 773 and 3,000 services, and download and memory of 3,000."""
    with TemporaryDirectory() as folder, sandbox() as world:
        rows: list[Row] = []
        for size in (TODAY, LARGE):
            world.reset()
            known = world.fivetran.catalog(count=0)["services"]
            world.fivetran.catalog(count=size - known)
            rows += _measured(Path(folder) / f"{size}.sqlite3", f"{world.base_url}/fivetran", size)
    return rows


def _measured(file: Path, url: str, size: int) -> Iterator[Row]:
    tracemalloc.start()
    catalog = _open_catalog(file, url)
    began = time.perf_counter()
    catalog.refresh()
    taken = time.perf_counter() - began
    count = len(catalog)
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    yield _type_ahead(catalog, count)
    if size == LARGE:
        details = {"seconds": round(taken, 2), "megabytes": round(megabytes, 1), "services": count}
        yield Row(
            f"downloading {count:,} services",
            f"< {REFRESH:g} s",
            f"{taken:.2f} s",
            taken < REFRESH,
            details=details,
        )
        held = f"{megabytes:.0f} MB"
        yield Row(f"holding {count:,} services", f"< {MEMORY:g} MB", held, megabytes < MEMORY, details=details)


def _type_ahead(catalog: Catalog, count: int) -> Row:
    seconds = sorted(_keystrokes(catalog, TYPED * 30))
    p50, p99, budget = percentile(seconds, 50), percentile(seconds, 99), BUDGETS[count]
    details = {"p50_ms": round(p50 * 1e3, 2), "p99_ms": round(p99 * 1e3, 2), "keystrokes": len(seconds)}
    measured = f"p50 {milliseconds(p50)}, p99 {milliseconds(p99)}"
    return Row(
        f"type-ahead over {count:,} services",
        f"p99 < {budget * 1e3:.0f} ms",
        measured,
        p99 < budget,
        details=details,
    )


def _keystrokes(catalog: Catalog, typed: Sequence[str]) -> Iterator[float]:
    for query in typed:
        began = time.perf_counter()
        catalog.search(query, internal=False)
        yield time.perf_counter() - began


def _open_catalog(file: Path, url: str) -> Catalog:
    database, clock = connect(f"sqlite:///{file}"), SystemClock()
    migrate(database)
    source = FivetranMetadata(FivetranClient(url, "sandbox-key", "sandbox-secret"))
    return Catalog({}, CatalogStore(database, clock), source, clock, _used)


def _used() -> Mapping[str, int]:
    used: dict[str, Any] = {"salesforce": 3, "stripe": 1}
    return used
