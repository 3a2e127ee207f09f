"""Draw how costs grow with the account: before (dashed) and now, on logarithmic axes, as an SVG.

Browsers choose between the light and the dark colors by themselves, also for an image in a page.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 760, 430
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 40, 50
LOWEST, HIGHEST = 0.1, 10_000.0
"""Milliseconds at the ends of the axis."""
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.grid { stroke: #d1d9e0; } .axis { fill: #59636e; font-size: 12px; }
.line { fill: none; stroke-width: 2.5; } .before { stroke-dasharray: 5 5; stroke-width: 1.5; }
.c0 { stroke: #0969da; fill: #0969da; } .c1 { stroke: #bc4c00; fill: #bc4c00; } .c2 { stroke: #1a7f37; fill: #1a7f37; }
.c3 { stroke: #8250df; fill: #8250df; } .line { fill: none; } text.label { stroke: none; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; } .grid { stroke: #3d444d; } .axis { fill: #9198a1; }
.c0 { stroke: #4493f8; fill: #4493f8; } .c1 { stroke: #f0883e; fill: #f0883e; } .c2 { stroke: #3fb950; fill: #3fb950; }
.c3 { stroke: #ab7df8; fill: #ab7df8; } .line { fill: none; }
}
"""


@dataclass(frozen=True)
class Line:
    """A path: its CPU milliseconds at each size, before and now."""

    name: str
    before: Sequence[float]
    now: Sequence[float]
    """Empty if it wasn't measured."""

    @property
    def end(self) -> float:
        """Its last point."""
        return (self.now or self.before)[-1]


def draw(sizes: Sequence[int], lines: Sequence[Line]) -> str:
    """Return the SVG."""
    parts = [*_grid(sizes), *(part for number, line in enumerate(lines) for part in _line(sizes, line, number))]
    labels = _labels([(line.name, _y(line.end)) for line in lines])
    title = "CPU for each call by the number of connections. Dashed: before."
    box = f"-12 0 {WIDTH + 12} {HEIGHT}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" aria-label="{title}">'
    heading = f'<text x="{LEFT}" y="22">{title}</text>'
    return "\n".join([head, f"<style>{STYLE}</style>", heading, *parts, *labels, "</svg>", ""])


def _x(size: int, sizes: Sequence[int]) -> float:
    share = math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(milliseconds: float) -> float:
    share = math.log(max(milliseconds, LOWEST) / LOWEST) / math.log(HIGHEST / LOWEST)
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _grid(sizes: Sequence[int]) -> Iterator[str]:
    for power in range(round(math.log10(LOWEST)), round(math.log10(HIGHEST)) + 1):
        y, name = _y(10.0**power), f"{10.0**power:,g} ms"
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="axis" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{name}</text>'
    for size in sizes:
        x = _x(size, sizes)
        yield f'<text class="axis" x="{x:.1f}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle">{size:,}</text>'


def _line(sizes: Sequence[int], line: Line, number: int) -> Iterator[str]:
    for costs, kind in ((line.before, "before"), (line.now, "now")):
        points = " ".join(f"{_x(size, sizes):.1f},{_y(cost):.1f}" for size, cost in zip(sizes, costs, strict=False))
        yield f'<polyline class="line {kind} c{number}" points="{points}"/>'


def _labels(named: Sequence[tuple[str, float]]) -> Iterator[str]:
    """Write each name beside the end of its line, without overlaps."""
    last = -math.inf
    for number, (name, y) in sorted(enumerate(named), key=lambda one: one[1][1]):
        last = max(y, last + 16)
        yield f'<text class="label c{number}" x="{WIDTH - RIGHT + 10}" y="{last + 4:.1f}">{name}</text>'
