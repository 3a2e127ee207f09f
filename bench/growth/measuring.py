"""Measure what paths cost in accounts of three sizes."""

import gc
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Engine

from bench.growth.paths import Paths
from bench.statement_count import count_statements

REPETITIONS, PATIENCE = 9, 1.5
"""How often a path is called, and after how many seconds of work it is called no more."""


@dataclass(frozen=True)
class Cost:
    """What one call costs."""

    cpu_ms: float
    statements: int


def measure_paths(paths: Paths, repetitions: int = REPETITIONS) -> dict[str, Cost]:
    """Measure every path, warm; those that depend on the last poll also right after one."""
    engine, calls = paths.parts.engine, {**paths.clicks, **paths.questions, **paths.timers}
    before = {"press": paths.undo_press}
    with _old_objects_kept():
        costs = {name: _measure(call, engine, before.get(name, _nothing), repetitions) for name, call in calls.items()}
        for name in ("status by name", "question about a name"):
            costs[f"{name}, right after a poll"] = _measure(calls[name], engine, paths.poll, repetitions)
    return costs


@contextmanager
def _old_objects_kept() -> Iterator[None]:
    """Exempt what is there from the collections between two calls, as the bot does after its start."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def exponent(small: Cost, large: Cost, factor: float) -> float:
    """Return the power of the size by which the cost grows."""
    return math.log(max(large.cpu_ms, 0.001) / max(small.cpu_ms, 0.001)) / math.log(factor)


def _measure(call: Callable[[], object], engine: Engine, before: Callable[[], None], repetitions: int) -> Cost:
    before()
    call()
    spent: list[float] = []
    statements = 0
    while len(spent) < repetitions and sum(spent) < PATIENCE:
        before()
        gc.collect()
        with count_statements(engine) as counted:
            began = time.process_time()
            call()
            spent.append(time.process_time() - began)
        statements = counted()
    return Cost(median(spent) * 1000, statements)


def _nothing() -> None:
    """Prepare nothing."""
