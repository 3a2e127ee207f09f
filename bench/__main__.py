"""Measure the budgets of the product: `python -m bench [measurement …]`."""

import argparse
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence

from bench import (
    acks,
    bursts,
    catalog,
    counts,
    form_effort,
    growth,
    idle,
    incidents,
    journeys,
    memory,
    messages,
    month,
    quiet_round,
    startup,
    throughput,
    webhooks,
)
from bench.budgets import BUDGETS
from bench.report import write_report
from bench.results import Machine, write_results
from bench.rows import Row, not_judged, table

MEASUREMENTS: Mapping[str, Callable[[], list[Row]]] = {
    "acks": acks.measure,
    "bursts": bursts.measure,
    "throughput": throughput.measure,
    "catalog": catalog.measure,
    "incidents": incidents.measure,
    "webhooks": webhooks.measure,
    "growth": growth.measure,
    "quiet": quiet_round.measure,
    "idle": idle.measure,
    "counts": counts.measure,
    "form": form_effort.measure,
    "month": month.measure,
    "startup": startup.measure,
    "memory": memory.measure,
    "journeys": journeys.measure,
    "messages": messages.measure,
}

REPORT = "report"


def build_parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure the budgets of the product and print a table. Exit with 1 if one is missed.",
        epilog=f"Measurements: {', '.join(MEASUREMENTS)}. Default: all, written to bench/results.json "
        "and docs/performance.md.",
    )
    parser.add_argument(
        "measurements",
        nargs="*",
        metavar="measurement",
        help="run only these and write nothing; `report` makes docs/performance.md again",
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the measurements one after the other, since nothing else should run beside them."""
    parser = build_parser()
    chosen: list[str] = parser.parse_args(arguments).measurements
    if chosen == [REPORT]:
        write_report()
        return 0
    if unknown := [name for name in chosen if name not in MEASUREMENTS]:
        parser.error(f"unknown measurement: {', '.join(unknown)} (choose from {', '.join(MEASUREMENTS)})")
    machine = Machine.here()
    rows = _run([name for name in MEASUREMENTS if not chosen or name in chosen])
    missing = [] if chosen else not_judged(rows)
    print(f"\n{table(rows)}\n\n{summarize(rows, missing)}\n{machine}")
    if not chosen:
        write_results(machine, rows)
        write_report()
    return 1 if missing or not all(row.passed for row in rows) else 0


def _run(names: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    for number, name in enumerate(names, start=1):
        print(f"{number}/{len(names)}  {name} …", flush=True)
        measured = _measure(name)
        print(table(measured), flush=True)
        rows += measured
    return rows


def _measure(name: str) -> list[Row]:
    """Run one measurement. One that fails doesn't end the others, and counts as missed."""
    try:
        return MEASUREMENTS[name]()
    except Exception as error:  # noqa: BLE001
        traceback.print_exc()
        return [Row(name, "to be measured", f"{type(error).__name__}: {error}"[:120], False, missed_by="not measured")]


def summarize(rows: Sequence[Row], missing: Sequence[str]) -> str:
    """Say which budgets are missed, and which ones no measurement judged."""
    judged = [row for row in rows if row.budget]
    missed = [f"{row.what}: {row.missed_by}." for row in judged if not row.passed]
    unjudged = [f"Not measured: {name} {BUDGETS[name]}." for name in missing]
    verdict = f"{len(missed)} of {len(judged)} rows miss a budget." if missed else "All measured budgets are kept."
    return "\n".join([verdict, *missed, *unjudged])


if __name__ == "__main__":
    sys.exit(main())
