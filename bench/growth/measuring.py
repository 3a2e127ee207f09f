"""Measure what paths cost in accounts of three sizes."""

import gc
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Engine, event

from bench.growth.paths import Paths

REPETITIONS, PATIENCE = 9, 1.5
"""How often a path is called, and after how many seconds of work it is called no more."""


@dataclass(frozen=True)
class Cost:
    """What one call costs."""

    cpu_ms: float
    statements: int


def measure_paths(paths: Paths) -> dict[str, Cost]:
    """Measure every path, warm; those that depend on the last poll also right after one."""
    engine, calls = paths.parts.engine, {**paths.clicks, **paths.questions, **paths.timers}
    before = {"press": paths.undo_press}
    costs = {name: _measure(call, engine, before.get(name, _nothing)) for name, call in calls.items()}
    for name in ("status by name", "question about a name"):
        costs[f"{name}, right after a poll"] = _measure(calls[name], engine, paths.poll)
    return costs


def exponent(small: Cost, large: Cost, factor: float) -> float:
    """Return the power of the size by which the cost grows."""
    return math.log(max(large.cpu_ms, 0.001) / max(small.cpu_ms, 0.001)) / math.log(factor)


def _measure(call: Callable[[], object], engine: Engine, before: Callable[[], None]) -> Cost:
    before()
    call()
    spent: list[float] = []
    statements = 0
    while len(spent) < REPETITIONS and sum(spent) < PATIENCE:
        before()
        gc.collect()
        with _counting(engine) as counted:
            began = time.process_time()
            call()
            spent.append(time.process_time() - began)
        statements = counted()
    return Cost(median(spent) * 1000, statements)


def _nothing() -> None:
    """Prepare nothing."""


@contextmanager
def _counting(engine: Engine) -> Iterator[Callable[[], int]]:
    statements: list[str] = []

    def remember(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    try:
        yield lambda: len(statements)
    finally:
        event.remove(engine, "before_cursor_execute", remember)
