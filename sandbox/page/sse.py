"""Server-sent events that make the page reload its data."""

import json
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

from sandbox.control.clock import clock_json
from sandbox.world import World

HEARTBEAT = 20.0
"""Real seconds between two events without a change, so that proxies keep the connection open."""


def stream(world: World) -> StreamingResponse:
    """Send one event now and one after every change, with the version and the clock."""
    return StreamingResponse(_events(world), media_type="text/event-stream", headers={"Cache-Control": "no-cache"})


async def _events(world: World) -> AsyncIterator[str]:
    while True:
        clock = clock_json(world)
        yield f"retry: 500\ndata: {json.dumps(clock)}\n\n"
        await world.env.changes.wait_after(clock["version"], HEARTBEAT)
