"""Wire the canvas of the channel."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from bot.bootstrap.core import Container
from bot.queries.connection_status import StatusQueries
from bot.slack.canvases import SlackCanvases
from bot.store.channel_canvases import ChannelCanvasStore
from workflows.canvas.model import CanvasPorts, PublicList
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
        list_public=partial(list_what_is_known, parts, status),
    )


def list_what_is_known(parts: Container, status: StatusQueries) -> PublicList:
    """Return what everyone can see, and whether the account was read at all."""
    last_polled_at = parts.fivetran.throttle.store.last_polled_at
    return replace(status.list_public(), is_account_known=all(map(last_polled_at, parts.settings.groups)))
