"""Syncs by day as Slack's chart block.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block: up to two charts in a message, 20
points, and 20 characters in a label. The SDK has no class for the block and passes it on unchanged.
"""

from collections.abc import Sequence
from typing import Any

from bot.slack.views.blocks import Block
from workflows.monitoring.sync_history import SyncDay

CHART_TITLE = "Syncs by day"


def outcome_chart(days: Sequence[SyncDay]) -> list[Block]:
    """Return bars of succeeded and failed syncs; nothing without syncs."""
    if not any(day.succeeded or day.failed for day in days):
        return []
    plot = {
        "type": "bar",
        "series": [
            {"name": "Succeeded", "data": [_point(day, day.succeeded) for day in days]},
            {"name": "Failed", "data": [_point(day, day.failed) for day in days]},
        ],
        "axis_config": {"categories": [axis_label(day) for day in days], "y_label": "Syncs"},
    }
    return [{"type": "data_visualization", "title": CHART_TITLE, "chart": plot}]


def _point(day: SyncDay, value: int) -> dict[str, Any]:
    return {"label": axis_label(day), "value": value}


def axis_label(day: SyncDay) -> str:
    """Return the label of a day."""
    return f"{day.day:%a %-d}"


def chart_in_words(days: Sequence[SyncDay]) -> str:
    """Return the chart as text."""
    pieces = [f"{axis_label(day)}: {day.succeeded + day.failed:,} ({day.failed} failed)" for day in days]
    return f"{CHART_TITLE}: {' · '.join(pieces)}"
