"""The results of a run: the machine, and each row."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.budgets import BUDGETS
from bench.rows import Row, not_judged

RESULTS = Path(__file__).parent / "results.json"


@dataclass(frozen=True)
class Machine:
    """What the numbers depend on."""

    python: str
    system: str
    processors: int
    load: float
    """Mean number of working processes in the last minute before the start."""

    @classmethod
    def here(cls) -> "Machine":
        """Describe this machine at this moment."""
        load = round(os.getloadavg()[0], 1)
        return cls(platform.python_version(), platform.system(), os.cpu_count() or 1, load)

    def __str__(self) -> str:
        return f"Python {self.python}, {self.system}, {self.processors} processors, load {self.load} at the start."


@dataclass(frozen=True)
class Results:
    """What a run found."""

    machine: Machine
    rows: Sequence[Row]
    not_measured: Sequence[str] = ()
    """The budgets that no row judges."""


def write_results(machine: Machine, rows: Sequence[Row]) -> None:
    """Write the results file."""
    results = asdict(Results(machine, rows, [f"{name} ({BUDGETS[name]})" for name in not_judged(rows)]))
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read_results(path: Path = RESULTS) -> Results:
    """Read the results file."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Results(Machine(**found["machine"]), [Row(**row) for row in found["rows"]], found["not_measured"])
