"""The result of a measurement, how it is judged, and how it is printed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.budgets import BUDGETS

Details = Mapping[str, float | str]


@dataclass(frozen=True)
class Row:
    """What was measured, and its budget. `ratio` is set where the speed of the machine matters."""

    what: str
    budget: str
    measured: str
    passed: bool
    ratio: str = ""
    details: Details = field(default_factory=dict)
    """Further numbers, named with their unit, for the results file."""
    missed_by: str = ""
    judged: Mapping[str, float] = field(default_factory=dict)
    """Name of each budget → the value that was judged."""

    @property
    def verdict(self) -> str:
        """Whether the budget is kept; if not, by how much it is missed."""
        if self.passed:
            return "pass" if self.budget else ""
        return f"OVER: {self.missed_by}" if self.missed_by else "OVER"

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of the printed row."""
        return self.what, self.budget, self.measured, self.ratio, self.verdict


def judge(
    what: str, values: Mapping[str, float], measured: str, ratio: str = "", details: Details | None = None
) -> Row:
    """Judge values by the budgets of their names. A row without values only informs."""
    missed = [BUDGETS[name].missed_by(value) for name, value in values.items() if not BUDGETS[name].is_kept(value)]
    budget = ", ".join(str(BUDGETS[name]) for name in values)
    return Row(what, budget, measured, not missed, ratio, details or {}, ", ".join(missed), values)


def not_judged(rows: Sequence[Row]) -> list[str]:
    """Return the names of the budgets that no row judges."""
    return sorted(BUDGETS.keys() - {name for row in rows for name in row.judged})


HEAD = ("what", "budget", "measured", "ratio", "")


def table(rows: Sequence[Row]) -> str:
    """Format rows as a table."""
    lines = [HEAD, *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    printed = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    return "\n".join(line.rstrip() for line in [printed[0], "─" * len(printed[0].rstrip()), *printed[1:]])


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the nearest-rank percentile."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(percent / 100 * len(ranked)) - 1)]


def milliseconds(seconds: float) -> str:
    """Format a short time."""
    return f"{seconds * 1000:.1f} ms" if seconds < 0.01 else f"{seconds * 1000:.0f} ms"
