"""The type-ahead: how long the search behind each key stroke takes."""

import itertools
import time
from collections.abc import Iterator

from bench.rows import Row, milliseconds, percentile
from bot.catalogue import Catalogue, load
from demo.stage import ROOT
from workflows.catalogue import Service

SYNTHETIC = 773
"""About as many as Fivetran has."""
BUDGET = 0.020
"""Seconds."""
FIRST = (
    "Amber",
    "Blue",
    "Clear",
    "Delta",
    "Echo",
    "First",
    "Green",
    "Harbor",
    "Iron",
    "Jade",
    "Kite",
    "Lunar",
)
SECOND = (
    "Ads",
    "Analytics",
    "Billing",
    "Cloud",
    "Commerce",
    "Data",
    "Forms",
    "Mail",
    "People",
    "Reviews",
    "Tax",
)
THIRD = ("", "for Teams", "Europe", "Plus", "Insights", "Sandbox")


def measure() -> list[Row]:
    """The curated catalogue, and one as large as Fivetran's."""
    curated = load(ROOT / "services.yaml")
    return [
        _row(f"type-ahead over the catalogue ({len(curated)} services)", curated),
        _row(f"type-ahead over {SYNTHETIC} services", Catalogue(_services())),
    ]


def _services() -> list[Service]:
    names = [" ".join(parts).strip() for parts in itertools.product(FIRST, SECOND, THIRD)][:SYNTHETIC]
    return [Service(name.lower().replace(" ", "_"), name, "API", (f"{name} export",)) for name in names]


def _row(what: str, catalogue: Catalogue) -> Row:
    seconds = [_timed(catalogue, query) for query in _queries(catalogue)]
    p50, p99 = percentile(seconds, 50), percentile(seconds, 99)
    return Row(
        what,
        f"p99 < {BUDGET * 1000:.0f} ms",
        f"p50 {milliseconds(p50)}, p99 {milliseconds(p99)}",
        p99 < BUDGET,
        details={"p50_ms": round(p50 * 1000, 2), "p99_ms": round(p99 * 1000, 2), "queries": len(seconds)},
    )


def _queries(catalogue: Catalogue) -> Iterator[str]:
    """What people type on the way to every tenth service: each beginning, a later word, two misspellings."""
    for service in [*catalogue.search("", internal=True)][::10]:
        name = service.name
        yield from (name[:end] for end in range(len(name) + 1))
        yield name.split()[-1]
        yield f"{name[:2]}{name[3:]}"
        yield f"{name[:1]}{name[2:3]}{name[1:2]}{name[3:]}x"


def _timed(catalogue: Catalogue, query: str) -> float:
    began = time.perf_counter()
    catalogue.search(query, internal=False)
    return time.perf_counter() - began
