"""Measure the catalog at Fivetran's size and at four times that size: download, type-ahead, memory."""

import time
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.rows import Row, judge, milliseconds, percentile
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


def measure() -> list[Row]:
    """Measure type-ahead over 773 and 3,000 services, and download and memory of 3,000."""
    return measure_sizes(TODAY, LARGE)


def measure_sizes(*sizes: int) -> list[Row]:
    """Measure type-ahead over so many services, and download and memory of the most."""
    with TemporaryDirectory() as folder, sandbox() as world:
        rows: list[Row] = []
        for size in sizes:
            world.reset()
            known = world.fivetran.catalog(count=0)["services"]
            world.fivetran.catalog(count=size - known)
            file, url = Path(folder) / f"{size}.sqlite3", f"{world.base_url}/fivetran"
            rows += _measured(file, url, is_largest=size == max(sizes))
    return rows


def _measured(file: Path, url: str, *, is_largest: bool) -> Iterator[Row]:
    tracemalloc.start()
    fivetran = FivetranClient(url, "sandbox-key", "sandbox-secret")
    catalog = _open_catalog(file, fivetran)
    began = time.perf_counter()
    with closing(fivetran):
        catalog.refresh()
    taken = time.perf_counter() - began
    count = len(catalog)
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    yield _type_ahead(catalog, count)
    if is_largest:
        details = {"seconds": round(taken, 2), "megabytes": round(megabytes, 1), "services": count}
        yield judge(f"download of {count:,} services", {"catalog_download": taken}, f"{taken:.2f} s", details=details)
        held = f"{megabytes:.0f} MB"
        yield judge(f"memory of {count:,} services", {"catalog_memory": megabytes}, held, details=details)


def _type_ahead(catalog: Catalog, count: int) -> Row:
    seconds = sorted(_keystrokes(catalog, TYPED * 30))
    p50, p99 = percentile(seconds, 50), percentile(seconds, 99)
    details = {"p50_ms": round(p50 * 1e3, 2), "p99_ms": round(p99 * 1e3, 2), "keystrokes": len(seconds)}
    measured = f"p50 {milliseconds(p50)}, p99 {milliseconds(p99)}"
    return judge(f"type-ahead over {count:,} services", {"type_ahead_p99": p99 * 1e3}, measured, details=details)


def _keystrokes(catalog: Catalog, typed: Sequence[str]) -> Iterator[float]:
    for query in typed:
        began = time.perf_counter()
        catalog.search(query, internal=False)
        yield time.perf_counter() - began


def _open_catalog(file: Path, fivetran: FivetranClient) -> Catalog:
    database, clock = connect(f"sqlite:///{file}"), SystemClock()
    migrate(database)
    return Catalog({}, CatalogStore(database, clock), FivetranMetadata(fivetran), clock, _used)


def _used() -> Mapping[str, int]:
    used: dict[str, Any] = {"salesforce": 3, "stripe": 1}
    return used
