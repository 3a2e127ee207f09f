"""Measure the budgets of the product: `python -m bench [measurement …]`."""

import argparse
import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from bench import acks, catalog, growth, incidents, journeys, month, polling, quiet_round, startup, throughput, webhooks
from bench.rows import Row, table

RESULTS = Path(__file__).parent / "results.json"
MEASUREMENTS: Mapping[str, Callable[[], list[Row]]] = {
    "acks": acks.measure,
    "throughput": throughput.measure,
    "catalog": catalog.measure,
    "polling": polling.measure,
    "incidents": incidents.measure,
    "webhooks": webhooks.measure,
    "growth": growth.measure,
    "quiet": quiet_round.measure,
    "month": month.measure,
    "startup": startup.measure,
    "journeys": journeys.measure,
}


def build_parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure the budgets of the product and print a table.",
        epilog=f"Measurements: {', '.join(MEASUREMENTS)}. Default: all, written to bench/results.json.",
    )
    parser.add_argument(
        "measurements",
        nargs="*",
        metavar="measurement",
        help="run only these; bench/results.json is left alone",
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the measurements one after the other, since nothing else should run beside them."""
    parser = build_parser()
    chosen: list[str] = parser.parse_args(arguments).measurements
    if unknown := [name for name in chosen if name not in MEASUREMENTS]:
        parser.error(f"unknown measurement: {', '.join(unknown)} (choose from {', '.join(MEASUREMENTS)})")
    rows = _run([name for name in MEASUREMENTS if not chosen or name in chosen])
    print(f"\n{table(rows)}\n\n{_summary(rows)}")
    if not chosen:
        RESULTS.write_text(json.dumps(_results(rows), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _run(names: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    for number, name in enumerate(names, start=1):
        print(f"{number}/{len(names)}  {name} …", flush=True)
        measured = MEASUREMENTS[name]()
        print(table(measured), flush=True)  # a later measurement can fail
        rows += measured
    return rows


def _summary(rows: Sequence[Row]) -> str:
    exceeded = sum(not row.passed for row in rows)
    verdict = f"{exceeded} of {len(rows)} budgets are exceeded." if exceeded else "All budgets are kept."
    return f"{verdict} (System load at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.)"


def _results(rows: Sequence[Row]) -> dict[str, object]:
    machine = {"python": platform.python_version(), "system": platform.system(), "processors": os.cpu_count()}
    return {"machine": machine, "budgets": [asdict(row) for row in rows]}


if __name__ == "__main__":
    main()
