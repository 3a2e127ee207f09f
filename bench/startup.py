"""Measure the time from the start of the process until it is ready, and that of a question on the command line."""

import compileall
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.rows import Row, judge
from bench.stage import bot, sandbox
from demo.stage import ROOT

RUNS = 3
QUESTIONS = {"about a page": "how do I get access to fivetran?", "about live data": "what is broken?"}


def measure() -> list[Row]:
    """Start with fresh databases and with an existing one, over Socket Mode; then ask."""
    compile_code()
    with TemporaryDirectory() as name, sandbox():
        folder = Path(name)
        fresh = [_start(folder, f"fresh{run}") for run in range(RUNS)]
        existing = [_start(folder, "fresh0") for _ in range(RUNS)]
        asked = {kind: [_ask(folder, text) for _ in range(RUNS)] for kind, text in QUESTIONS.items()}
    starts = [
        _row(f"start to ready, {kind} database", "start_seconds", seconds)
        for kind, seconds in (("fresh", fresh), ("existing", existing))
    ]
    return starts + [_row(f"`ask` {kind}", "ask_seconds", seconds) for kind, seconds in asked.items()]


def compile_code() -> None:
    """Compile the code, as the first start of an installation does, unless `PYTHONDONTWRITEBYTECODE` is set."""
    for package in ("bot", "workflows"):
        compileall.compile_dir(ROOT / package, quiet=1)


def _start(folder: Path, database: str) -> float:
    process = bot(folder, database=database)
    began = time.perf_counter()
    with process:
        return time.perf_counter() - began


def _ask(folder: Path, question: str) -> float:
    environment = bot(folder, database="fresh0").environment
    command = [sys.executable, "-m", "bot", "ask", question]
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def _row(what: str, budget: str, seconds: list[float]) -> Row:
    middle = median(seconds)
    details = {"median_seconds": round(middle, 2), "worst_seconds": round(max(seconds), 2), "runs": len(seconds)}
    return judge(what, {budget: middle}, f"{middle:.2f} s", details=details)
