"""Run the sandbox in another process's thread."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from sandbox.app import create_app, create_world
from sandbox.connections import BreakableProtocol
from sandbox.world import World

MANIFEST = Path(__file__).resolve().parent.parent / "manifest.json"
KEEP_ALIVE_SECONDS = 60
"""How long idle connections are kept: longer than clients keep theirs, so that none uses a closing one."""


class Server(uvicorn.Server):
    """A uvicorn server that signals when it is ready and releases held calls when it stops."""

    def __init__(self, world: World) -> None:
        super().__init__(
            uvicorn.Config(
                create_app(world),
                http=BreakableProtocol,
                log_level="critical",
                ws="websockets-sansio",
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=2,
            )
        )
        self._world = world
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then signal `ready`."""
        await super().startup(sockets=sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Release held and waiting calls, then stop."""
        self._world.env.faults.clear()
        self._world.env.changes.notify()
        await super().shutdown(sockets=sockets)


@contextmanager
def serve(port: int = 0, manifest: dict[str, Any] | None = None, events_url: str | None = None) -> Iterator[str]:
    """Serve the sandbox on 127.0.0.1 (port 0: any free port). Yield its base URL once it listens."""
    listening = listen(port)
    base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    world = create_world(base_url, manifest or json.loads(MANIFEST.read_text(encoding="utf-8")))
    if events_url:
        world.slack.delivery.use_http(events_url)
    server = Server(world)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])), name="sandbox")
    thread.start()
    try:
        if not server.ready.wait(15):
            raise RuntimeError("The sandbox did not start within 15 seconds.")
        yield base_url
    finally:
        server.should_exit = True
        thread.join()


def listen(port: int) -> socket.socket:
    """Return a TCP socket that listens on 127.0.0.1. Raises OSError if the port is taken.

    The explicit protocol makes asyncio send small responses at once.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen()
    return listening
