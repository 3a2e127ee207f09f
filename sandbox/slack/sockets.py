"""Socket Mode: up to ten WebSockets of the app, envelopes out, acknowledgements in."""

import asyncio
import json
from itertools import count
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox import cast

if TYPE_CHECKING:
    from sandbox.world import World

MOST_CONNECTIONS = 10
LEAVING_SECONDS = 10.0


class Sockets:
    """The open connections; each envelope goes to any one of them, in turn."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._tickets: set[str] = set()
        self._numbers = count(1)
        self._turn = 0
        self.open: list[WebSocket] = []
        self._leaving: list[WebSocket] = []
        self._pending: dict[str, asyncio.Future[Any]] = {}

    def ticket(self) -> str:
        """A new single-use ticket for a connection."""
        made = f"ticket-{next(self._numbers):06d}"
        self._tickets.add(made)
        return made

    async def serve(self, socket: WebSocket) -> None:
        """The life of one connection: ticket, hello, then acknowledgements until it ends."""
        if not await self._admitted(socket):
            return
        self.open.append(socket)
        self._world.changes.happened()
        try:
            await socket.send_json(self._hello())
            while True:
                self._acknowledged(await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._forget(socket)

    async def _admitted(self, socket: WebSocket) -> bool:
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(4001)
            return False
        self._tickets.discard(ticket)
        await socket.accept()
        if len(self.open) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return False
        return True

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 3600},
            "connection_info": {"app_id": cast.APP_ID},
        }

    def _acknowledged(self, frame: str) -> None:
        try:
            ack = json.loads(frame)
        except ValueError:
            return
        pending = self._pending.get(ack.get("envelope_id", "")) if isinstance(ack, dict) else None
        if pending is not None and not pending.done():
            pending.set_result(ack.get("payload"))

    async def ask(self, envelope: dict[str, Any], seconds: float) -> Any:
        """Send one envelope; the payload of its acknowledgement.

        Raises ConnectionError when nobody is connected, TimeoutError when nobody acknowledges in time.
        """
        if not self.open:
            raise ConnectionError("The app is not connected.")
        self._turn += 1
        socket = self.open[self._turn % len(self.open)]
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._pending[envelope["envelope_id"]] = answer
        try:
            await socket.send_text(json.dumps(envelope))
            return await asyncio.wait_for(answer, seconds)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ConnectionError(str(error)) from error
        finally:
            if self._pending.get(envelope["envelope_id"]) is answer:
                del self._pending[envelope["envelope_id"]]

    async def part(self, reason: str) -> int:
        """Tell every connection to go and come again; how many were told.

        A parted connection gets nothing new; it is closed when its successor is there, or after ten seconds.
        """
        parting, self.open = self.open, []
        self._leaving += parting
        for socket in parting:
            await socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            )
        self._world.outbox.start(self._see_off(parting))
        return len(parting)

    async def _see_off(self, parting: list[WebSocket]) -> None:
        deadline = asyncio.get_running_loop().time() + LEAVING_SECONDS
        while not self.open and (left := deadline - asyncio.get_running_loop().time()) > 0:
            await self._world.changes.after(self._world.changes.version, left)
        for socket in parting:
            if socket in self._leaving:
                await socket.close()

    def _forget(self, socket: WebSocket) -> None:
        for group in (self.open, self._leaving):
            if socket in group:
                group.remove(socket)
        self._world.changes.happened()

    async def close(self) -> None:
        """Close every connection."""
        for socket in [*self.open, *self._leaving]:
            await socket.close(1001)
