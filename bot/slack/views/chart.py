"""Syncs day by day as Slack's own chart.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block: two in a message, up to 20 points,
labels of 20 characters. The SDK does not know the block, and hands it on as it is.
"""

from collections.abc import Sequence
from typing import Any

from bot.slack.views.blocks import Block
from workflows.monitoring.sync_history import SyncDay

CHART_TITLE = "Syncs that ended, day by day"


def outcome_chart(days: Sequence[SyncDay]) -> list[Block]:
    """Bars of good and of failed syncs beside each other; nothing when there was no sync."""
    if not any(day.succeeded or day.failed for day in days):
        return []
    plot = {
        "type": "bar",
        "series": [
            {"name": "Went well", "data": [_point(day, day.succeeded) for day in days]},
            {"name": "Failed", "data": [_point(day, day.failed) for day in days]},
        ],
        "axis_config": {"categories": [axis_label(day) for day in days], "y_label": "Syncs"},
    }
    return [{"type": "data_visualization", "title": CHART_TITLE, "chart": plot}]


def _point(day: SyncDay, value: int) -> dict[str, Any]:
    return {"label": axis_label(day), "value": value}


def axis_label(day: SyncDay) -> str:
    """A day under its bars."""
    return f"{day.day:%a %-d}"


def chart_in_words(days: Sequence[SyncDay]) -> str:
    """The same for where no chart can be drawn."""
    pieces = [f"{axis_label(day)}: {day.succeeded + day.failed:,} ({day.failed} failed)" for day in days]
    return f"{CHART_TITLE}: {' · '.join(pieces)}"
