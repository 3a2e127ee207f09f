"""The HTTP server (uvicorn), which says when its door is open."""

import asyncio
import contextlib
import socket
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette


class HttpServer(uvicorn.Server):
    """Calls `opened` once others can reach it: Fivetran tries an address out before it takes it."""

    def __init__(self, app: Starlette, port: int, on_started: Callable[[], None]) -> None:
        super().__init__(uvicorn.Config(app, host="0.0.0.0", port=port, log_config=None))
        self._opened = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the door, and say so."""
        await super().startup(sockets)
        if self.started:
            await asyncio.to_thread(self._opened)

    def run_until_stopped(self) -> None:
        """Run; Ctrl-C ends it without a word."""
        with contextlib.suppress(KeyboardInterrupt):
            self.run()
