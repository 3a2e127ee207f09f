"""The HTTP server (uvicorn), which says when it can be reached, and closes requests that don't arrive."""

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0
"""Seconds that a sender has for the headers of a request."""
STOP_SECONDS = 5
"""Seconds that requests have to finish when the process stops."""


class ImpatientProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection whose next request doesn't begin in time. uvicorn waits without limit."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self._expect_request()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._expect_request()

    def _expect_request(self) -> None:
        self.loop.call_later(HEADER_SECONDS, self._close_unless_begun, self.cycle)

    def _close_unless_begun(self, before: Any) -> None:
        if self.cycle is before and not self.transport.is_closing():
            self.transport.close()


def _config(app: Starlette, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host="0.0.0.0",
        port=port,
        log_config=None,
        http=ImpatientProtocol,
        ws="none",
        timeout_graceful_shutdown=STOP_SECONDS,
    )


class HttpServer(uvicorn.Server):
    """Calls `on_started` once others can reach it: Fivetran tries an address out before it takes it."""

    def __init__(self, app: Starlette, port: int, on_started: Callable[[], None]) -> None:
        super().__init__(_config(app, port))
        self._opened = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        if self.started:
            await asyncio.to_thread(self._opened)

    def run_until_stopped(self) -> None:
        """Run until Ctrl-C or SIGTERM, and return then, so that the caller can stop the rest.

        At its end, uvicorn (0.54) raises the signal again, and by default SIGTERM ends the process on the spot.
        A second one does.
        """
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            self.run()
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def internal_server(app: Starlette, port: int) -> Iterator[None]:
    """Serve `app` on the internal port, if there is one, for as long as the block runs."""
    if not port:
        yield
        return
    server = uvicorn.Server(_config(app, port))
    thread = threading.Thread(target=server.run, name="internal-http", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(STOP_SECONDS)
