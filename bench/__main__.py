"""`python -m bench`: measure every budget, print the table, write `bench/results.json`.

`python -m bench hooks month` measures only those, and writes nothing.
"""

import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from bench import acks, catalogue, hooks, journeys, month, polling, starting, throughput, watching
from bench.rows import Row, table

RESULTS = Path(__file__).parent / "results.json"
MEASUREMENTS: tuple[Callable[[], list[Row]], ...] = (
    acks.measure,
    throughput.measure,
    catalogue.measure,
    polling.measure,
    watching.measure,
    hooks.measure,
    month.measure,
    starting.measure,
    journeys.measure,
)


def main(*wanted: str) -> None:
    """Measure one after the other: nothing else may run beside what is measured."""
    rows: list[Row] = []
    chosen = [measure for measure in MEASUREMENTS if not wanted or _name(measure) in wanted]
    if not chosen:
        raise SystemExit(f"There is only: {' '.join(map(_name, MEASUREMENTS))}")
    for number, measure in enumerate(chosen, start=1):
        print(f"{number}/{len(chosen)}  {_name(measure)} …", flush=True)
        measured = measure()
        print(table(measured), flush=True)  # what comes later may fail
        rows += measured
    print(f"\n{table(rows)}\n\n{_standing(rows)}")
    if wanted:
        return
    RESULTS.write_text(json.dumps(_results(rows), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _name(measure: Callable[[], list[Row]]) -> str:
    return measure.__module__.removeprefix("bench.")


def _standing(rows: Sequence[Row]) -> str:
    over = sum(not row.passed for row in rows)
    others = os.getloadavg()[0]
    words = "All budgets are kept." if not over else f"{over} of {len(rows)} budgets are exceeded."
    return f"{words} (Load of this machine at the end: {others:.1f} on {os.cpu_count()} processors.)"


def _results(rows: Sequence[Row]) -> dict[str, object]:
    machine = {"python": platform.python_version(), "system": platform.system(), "processors": os.cpu_count()}
    return {"machine": machine, "budgets": [asdict(row) for row in rows]}


if __name__ == "__main__":
    main(*sys.argv[1:])
