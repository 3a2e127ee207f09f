"""Wire the canvas of the channel."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from bot.bootstrap.core import Container
from bot.queries.connection_status import StatusQueries
from bot.slack.canvases import SlackCanvases
from bot.store.channel_canvases import ChannelCanvasStore
from workflows.canvas.model import CanvasPorts
from workflows.canvas.update import update_canvas

CANVAS_INTERVAL = timedelta(minutes=5)
"""Time between two looks at what the canvas shows."""


def canvas_jobs(parts: Container, status: StatusQueries) -> Iterator[tuple[str, timedelta, Any]]:
    """Yield the job that keeps the canvas up to date, if it's switched on."""
    if parts.settings.channel_canvas:
        ports = build_canvas_ports(parts, status)
        yield "update_canvas", CANVAS_INTERVAL, partial(update_canvas, parts.settings.slack_channel, ports)


def build_canvas_ports(parts: Container, status: StatusQueries) -> CanvasPorts:
    """Build the ports."""
    return CanvasPorts(
        clock=parts.clock,
        canvases=ChannelCanvasStore(parts.database),
        pages=SlackCanvases(parts.slack.client, parts.slack.channels, parts.settings.fivetran_connection_page),
        list_public=status.list_public,
    )
