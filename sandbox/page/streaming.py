"""Server-sent events: the page hears that something changed, and looks again."""

import json
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

from sandbox.control.timing import clock_json
from sandbox.world import World

HEARTBEAT = 20.0
"""Real seconds after which the time is told even if nothing happened, so that no proxy hangs up."""


def stream(world: World) -> StreamingResponse:
    """One event now and one after every change; each carries the version and the clock."""
    return StreamingResponse(
        _events(world), media_type="text/event-stream", headers={"Cache-Control": "no-cache"}
    )


async def _events(world: World) -> AsyncIterator[str]:
    while True:
        told = clock_json(world)
        yield f"retry: 500\ndata: {json.dumps(told)}\n\n"
        await world.changes.after(told["version"], HEARTBEAT)
