"""The result of a measurement, and how it is printed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One budget and its measured value. `ratio` is set where the speed of the machine matters."""

    what: str
    budget: str
    measured: str
    passed: bool
    ratio: str = ""
    details: Mapping[str, float | str] = field(default_factory=dict)
    """Further numbers, named with their unit, for the results file."""

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of the printed row."""
        return self.what, self.budget, self.measured, self.ratio, "pass" if self.passed else "OVER"


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
