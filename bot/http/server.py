"""The HTTP server (uvicorn), which says when it can be reached, and closes requests that don't arrive."""

import asyncio
import contextlib
import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from workflows.errors import Refused

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


@dataclass
class Ports:
    """The ports of a process. They are opened once the process before, which can have the same, has stopped."""

    host: str
    port: int
    internal_port: int = 0
    """0 for none."""
    public: socket.socket = field(init=False)
    internal: socket.socket | None = field(init=False, default=None)

    def open(self) -> None:
        """Listen on both. Raises `Refused` if that isn't possible."""
        self.public = listen(self.host, self.port, "PORT")
        if self.internal_port:
            self.internal = listen(self.host, self.internal_port, "INTERNAL_PORT")


def listen(host: str, port: int, setting: str) -> socket.socket:
    """Return a TCP socket that listens. Raises `Refused` if another program has the port, or the system says no.

    The explicit protocol makes asyncio send small responses at once.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        what = "is in use" if error.errno == errno.EADDRINUSE else f"can't be used ({error.strerror})"
        fix = f"Stop the program that uses it, or set {setting} to another one."
        raise Refused(f"Port {port} {what}. {fix}") from None
    return listening


BACKLOG = 2048
"""Connections that wait until they are accepted, as uvicorn has it by default."""


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        http=ImpatientProtocol,
        ws="none",
        timeout_graceful_shutdown=STOP_SECONDS,
    )


class QuietServer(uvicorn.Server):
    """Looks once a second whether it has to stop, and at once when it is told to. uvicorn looks ten times a second."""

    def __init__(self, app: Starlette, tick_seconds: float = 1.0) -> None:
        super().__init__(_config(app))
        self._tick_seconds = tick_seconds

    async def main_loop(self) -> None:
        """Run until the server has to stop. Each tick renews the header with the date."""
        loop, told = asyncio.get_running_loop(), asyncio.Event()
        self._wake = partial(loop.call_soon_threadsafe, told.set)  # type: ignore[method-assign]
        try:
            while not await self.on_tick(0):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(told.wait(), self._tick_seconds)
        finally:
            del self._wake  # the loop is about to close

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop because of a signal."""
        super().handle_exit(sig, frame)
        self._wake()

    def stop(self) -> None:
        """Stop, from another thread."""
        self.should_exit = True
        self._wake()

    def _wake(self) -> object:
        """Let the server look now; it does anyway before and after its main loop."""


class HttpServer(QuietServer):
    """Calls `on_started` once others can reach it: Fivetran tries an address out before it takes it."""

    def __init__(self, app: Starlette, listening: socket.socket, on_started: Callable[[], None]) -> None:
        super().__init__(app)
        self.listening, self._opened = listening, on_started

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
            self.run([self.listening])
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def internal_server(app: Starlette, listening: socket.socket | None) -> Iterator[None]:
    """Serve `app` on the internal port, if there is one, for as long as the block runs."""
    if not listening:
        yield
        return
    server = QuietServer(app)
    thread = threading.Thread(target=server.run, args=([listening],), name="internal-http", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join(STOP_SECONDS)
