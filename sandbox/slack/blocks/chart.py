"""Charts (docs.slack.dev/reference/block-kit/blocks/data-visualization-block)."""

from typing import Any

from sandbox.slack.blocks.elements import ID
from sandbox.slack.blocks.problems import Check, Problems, listing, record, string, typed

SERIES, POINTS, SEGMENTS = 6, 20, 6
LABEL = string(20, 1)
TITLE = string(50, 1)


def number(value: Any, at: str, problems: Problems) -> None:
    """Check for a number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        problems.add("must provide a number", at)


def _positive(value: Any, at: str, problems: Problems) -> None:
    number(value, at, problems)
    if isinstance(value, int | float) and value <= 0:
        problems.add("must be greater than 0", at)


def _names_differ(value: dict[str, Any], at: str, problems: Problems) -> None:
    series = value.get("series")
    names = [one.get("name") for one in series if isinstance(one, dict)] if isinstance(series, list) else []
    if len(set(map(str, names))) < len(names):
        problems.add("series names must be unique", f"{at}/series")


def _points_fit(value: dict[str, Any], at: str, problems: Problems) -> None:
    """Check that every series has exactly one point per category."""
    axis, series = value.get("axis_config"), value.get("series")
    wanted = axis.get("categories") if isinstance(axis, dict) else None
    if not isinstance(wanted, list) or not isinstance(series, list):
        return
    for place, one in enumerate(series):
        data = one.get("data") if isinstance(one, dict) else None
        labels = [str(point.get("label")) for point in data or () if isinstance(point, dict)]
        if sorted(labels) != sorted(map(str, wanted)):
            problems.add("data labels must match the categories", f"{at}/series/{place}/data")


_POINT = record({"label": LABEL, "value": number}, {})
_SEGMENT = record({"label": LABEL, "value": _positive}, {})
_ONE = record({"name": LABEL, "data": listing(_POINT, POINTS)}, {})
_AXIS = record({"categories": listing(LABEL, POINTS)}, {"x_label": TITLE, "y_label": TITLE})
_PLOT = record({"series": listing(_ONE, SERIES), "axis_config": _AXIS}, {}, _names_differ, _points_fit)
_PIE = record({"segments": listing(_SEGMENT, SEGMENTS)}, {})

CHART: Check = record(
    {"title": TITLE, "chart": typed({"pie": _PIE, "bar": _PLOT, "area": _PLOT, "line": _PLOT})},
    {"block_id": ID},
)
