"""Write `docs/performance.md` and its chart from the results of a run: `python -m bench report`."""

from collections.abc import Iterator, Mapping, Sequence

from bench.account import SIZES
from bench.before import BEFORE
from bench.chart import Line, draw
from bench.results import Machine, Results, read_results
from bench.rows import Row
from demo.stage import ROOT

PAGE, CHART = ROOT / "docs/performance.md", ROOT / "docs/images/performance.svg"
ROUND = "quiet poll round"
GROWN = {
    "form": "form",
    "status by name": "status by name",
    "question about a name": "question",
    "list": "list",
    "digest": "digest",
    "recipients": "recipients",
    ROUND: "quiet round",
}
"""Path of the measurement of growth → the same path before."""
DRAWN = ("form", "status by name", "question about a name", ROUND)
QUIET = "a quiet poll round over {size:,} connections"
COUNTED = "counts of "
COUNTED_IN_PART = frozenset({"submission", "question", "digest"})
"""Before, only a part of them was counted: what the listener or the search asked."""
INTRODUCTION = """# Performance

`make bench` measures every budget, writes `bench/results.json` and this page, and exits with 1 when a budget is missed.
Counts and CPU time hold on any machine; wall times need a quiet one. Where a machine's speed matters, the budget is a
share of what a bare Bolt app does in the same run: one with threads (`sync`), one that reads two rows with SQL (`sql`),
and one on the event loop (`async`).
"""
GROWTH = """## Growth

CPU milliseconds with 200 / 2,000 / 20,000 connections and the history that belongs to them: five requests and fifty
syncs for each connection, and its incidents and questions. *Before* is commit ff5428f.

![CPU for each call by the number of connections](images/performance.svg)
"""


def write_report() -> None:
    """Write both files from the results file."""
    results = read_results()
    PAGE.write_text(render_page(results), encoding="utf-8")
    CHART.write_text(render_chart(results.rows), encoding="utf-8")


def render_page(results: Results) -> str:
    """Return the page as Markdown."""
    rows = results.rows
    return "\n".join([*_introduction(results.machine), *_budgets(results), *_growth(rows), *_counts(rows)]) + "\n"


def render_chart(rows: Sequence[Row]) -> str:
    """Return the chart as SVG."""
    grown = _grown(rows)
    return draw(list(SIZES), [Line(name, BEFORE[GROWN[name]].grown_ms, grown.get(name, ())) for name in DRAWN])


def _introduction(machine: Machine) -> Iterator[str]:
    yield INTRODUCTION
    yield f"The last run: {machine}"
    yield ""


def _budgets(results: Results) -> Iterator[str]:
    yield "## Budgets"
    yield ""
    yield from _table(
        ("what", "budget", "measured", "compared", "verdict"),
        [row.cells for row in results.rows if not row.what.startswith(COUNTED)],
    )
    if results.not_measured:
        yield f"Not measured in this run: {', '.join(results.not_measured)}."
        yield ""


def _growth(rows: Sequence[Row]) -> Iterator[str]:
    yield GROWTH
    grown = _grown(rows)
    found = [(name, _each(BEFORE[before].grown_ms), _each(grown.get(name, ()))) for name, before in GROWN.items()]
    yield from _table(("path", "before", "now"), found)


def _counts(rows: Sequence[Row]) -> Iterator[str]:
    counted = {row.what.removeprefix(COUNTED): row.details for row in rows if row.what.startswith(COUNTED)}
    if not counted:
        return
    yield "## Counts"
    yield ""
    yield "What one call costs until everything that follows from it is done. A test holds the counts."
    yield ""
    kinds = "statements", "transactions", "HTTP calls"
    head = ["path", *(cell for kind in kinds for cell in (f"{kind} before", "now"))]
    yield from _table(head, [_counted(name, details) for name, details in counted.items()])


def _counted(name: str, now: Mapping[str, float | str]) -> Sequence[str]:
    before = None if name in COUNTED_IN_PART else BEFORE.get(name)
    old = (before.statements, before.transactions, before.http_calls) if before else (None,) * 3
    new = (now["statements"], now["transactions"], now["http_calls"])
    cells = [cell for pair in zip(old, new, strict=True) for cell in pair]
    return name, *("–" if cell is None else str(cell) for cell in cells)


def _grown(rows: Sequence[Row]) -> Mapping[str, Sequence[float]]:
    """Return the milliseconds of each path that was measured, at each size."""
    grown = {row.what.partition(", from ")[0]: row.details for row in rows if "exponent" in row.details}
    costs = {name: [float(details[f"cpu_ms_{size}"]) for size in SIZES] for name, details in grown.items()}
    rounds = [row.details["cpu_ms"] for size in SIZES for row in rows if row.what == QUIET.format(size=size)]
    return costs | ({ROUND: [float(cost) for cost in rounds]} if rounds else {})


def _each(values: Sequence[float]) -> str:
    """Return milliseconds at each size; a dash where nothing was measured."""
    return " / ".join(f"{value:,.0f}" if value >= 10 else f"{value:.1f}" for value in values) or "–"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
    yield ""
