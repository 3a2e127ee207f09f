"""Measure the time from the start of the process until it is ready."""

import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.rows import Row
from bench.stage import bot, sandbox

RUNS = 3
BUDGET = 3.0
"""Seconds."""


def measure() -> list[Row]:
    """Start with fresh databases and with an existing one, over Socket Mode."""
    with TemporaryDirectory() as name, sandbox():
        folder = Path(name)
        fresh = [_start(folder, f"fresh{run}") for run in range(RUNS)]
        existing = [_start(folder, "fresh0") for _ in range(RUNS)]
    return [_row("fresh", fresh), _row("existing", existing)]


def _start(folder: Path, database: str) -> float:
    process = bot(folder, database=database)
    began = time.perf_counter()
    with process:
        return time.perf_counter() - began


def _row(kind: str, seconds: list[float]) -> Row:
    middle = median(seconds)
    details = {
        "median_seconds": round(middle, 2),
        "worst_seconds": round(max(seconds), 2),
        "runs": len(seconds),
    }
    return Row(
        f"start to ready, {kind} database",
        f"< {BUDGET:g} s",
        f"{middle:.2f} s",
        middle < BUDGET,
        details=details,
    )
