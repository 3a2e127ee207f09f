"""Measure a request from the form to the Connect Card, and what a decision asks."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import decision
from bench.rows import Row, judge, milliseconds, percentile
from bench.stage import bot, sandbox
from bench.story import approve, submit
from sandbox.driver import Sandbox

RUNS, WARM_UP = 100, 5


def measure() -> list[Row]:
    """Measure submit → ticket and card, and approve → Connect Card, with vendors that answer at once."""
    with TemporaryDirectory() as folder, sandbox() as world, bot(Path(folder)):
        times = [_story(world) for _ in range(WARM_UP + RUNS)][WARM_UP:]
    submitting, approving = zip(*times, strict=True)
    return [
        _row("submit → ticket and card", submitting, "submit_p50"),
        _row("approve → connection and Connect Card", approving, "approve_p50", "approve_p99"),
        *decision.measure(),
    ]


def _story(world: Sandbox) -> tuple[float, float]:
    seconds, card = submit(world)
    return seconds, approve(world, card)


def _row(what: str, seconds: Sequence[float], *budgets: str) -> Row:
    middle, late = percentile(seconds, 50), percentile(seconds, 99)
    values = {name: 1_000 * percentile(seconds, float(name.rpartition("_p")[2])) for name in budgets}
    details = {"runs": len(seconds), "median_ms": round(1_000 * middle), "p99_ms": round(1_000 * late)}
    return judge(what, values, f"p50 {milliseconds(middle)}, p99 {milliseconds(late)}", details=details)
