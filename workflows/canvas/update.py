"""Keep the canvas of a channel up to date: look, compare, and write only what changed."""

from datetime import timedelta

import structlog

from workflows.canvas.model import CanvasGone, CanvasPorts, ChannelCanvas, RenderedCanvas
from workflows.errors import CredentialRejected, DeskError, Misconfigured, Refused

log = structlog.get_logger(__name__)

RETRY_DELAY = timedelta(hours=1)
"""Time until what Slack refused is tried again."""
SHARED_CHANNEL = (
    "The channel is shared with another organization, so the canvas isn't written. "
    "Set SLACK_CHANNEL to a channel of yours alone, or CHANNEL_CANVAS=false."
)


def update_canvas(channel: str, ports: CanvasPorts) -> None:
    """Write the canvas if what everyone can see has changed. Without a change, Slack isn't asked.

    A refusal is logged once and tried again after an hour. Raises `Unavailable` while Slack is away.
    """
    stored = ports.canvases.get(channel)
    if ports.clock.now() < stored.retry_at:
        return
    rendered = ports.pages.render(ports.list_public())
    if stored.canvas_id and not stored.problem and rendered.fingerprint == stored.fingerprint:
        return
    try:
        _show(stored, rendered, ports)
    except CredentialRejected:  # every call is refused, and `check` says so
        raise
    except (Refused, Misconfigured) as refusal:
        _postpone(stored, refusal, ports)


def _show(stored: ChannelCanvas, rendered: RenderedCanvas, ports: CanvasPorts) -> None:
    """Write the canvas that is known, or else the one that the bot made before, or a new one."""
    if ports.pages.is_shared(stored.channel):
        raise Refused(SHARED_CHANNEL)
    canvas_id = _written(stored.canvas_id, rendered, ports) or _made(stored.channel, rendered, ports)
    ports.canvases.save(ChannelCanvas(stored.channel, canvas_id, rendered.fingerprint))


def _written(canvas_id: str, rendered: RenderedCanvas, ports: CanvasPorts) -> str:
    """Write a canvas and return its id; an empty one if it's unknown or gone."""
    if not canvas_id:
        return ""
    try:
        ports.pages.write(canvas_id, rendered)
    except CanvasGone:
        return ""
    return canvas_id


def _made(channel: str, rendered: RenderedCanvas, ports: CanvasPorts) -> str:
    """Return a canvas with this content. One whose id wasn't stored, because the process crashed, is found again."""
    found = ports.pages.find(channel) or ""
    return _written(found, rendered, ports) or ports.pages.create(channel, rendered)


def _postpone(stored: ChannelCanvas, refusal: DeskError, ports: CanvasPorts) -> None:
    if refusal.message != stored.problem:
        log.warning("the canvas can't be written", channel=stored.channel, reason=refusal.message)
    ports.canvases.save(stored.evolve(problem=refusal.message, retry_at=ports.clock.now() + RETRY_DELAY))
