"""Socket Mode: up to ten WebSockets, envelopes out, acknowledgements in."""

import asyncio
import json
from itertools import count
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox import people
from sandbox.environment import Environment

MAX_CONNECTIONS = 10
HANDOVER_SECONDS = 10.0


class Sockets:
    """The open connections. Each envelope goes to one of them, in turn."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._tickets: set[str] = set()
        self._numbers = count(1)
        self._turn = 0
        self.is_silent = False
        """Whether new connections get neither a hello nor envelopes, as Slack's ghosts do."""
        self.open: list[WebSocket] = []
        self._leaving: list[WebSocket] = []
        self._pending: dict[str, asyncio.Future[Any]] = {}

    def ticket(self) -> str:
        """Return a new single-use ticket for a connection."""
        made = f"ticket-{next(self._numbers):06d}"
        self._tickets.add(made)
        return made

    async def serve(self, socket: WebSocket) -> None:
        """Serve one connection: ticket, hello, then acknowledgements until it closes."""
        if not await self._admit(socket):
            return
        is_silent = self.is_silent
        (self._leaving if is_silent else self.open).append(socket)
        self._env.changes.notify()
        try:
            if not is_silent:
                await socket.send_json(self._hello())
            while True:
                self._acknowledge(await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._remove(socket)

    async def _admit(self, socket: WebSocket) -> bool:
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(4001)
            return False
        self._tickets.discard(ticket)
        await socket.accept()
        if len(self.open) >= MAX_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return False
        return True

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 3600},
            "connection_info": {"app_id": people.APP_ID},
        }

    def _acknowledge(self, frame: str) -> None:
        try:
            ack = json.loads(frame)
        except ValueError:
            return
        pending = self._pending.get(ack.get("envelope_id", "")) if isinstance(ack, dict) else None
        if pending is not None and not pending.done():
            pending.set_result(ack.get("payload"))

    async def send_envelope(self, envelope: dict[str, Any], seconds: float) -> Any:
        """Send one envelope and return the payload of its acknowledgement.

        Raises ConnectionError without a connection, TimeoutError without a timely acknowledgement.
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

    async def ask_to_reconnect(self, reason: str) -> int:
        """Ask every connection to reconnect. Return how many were asked.

        An old connection gets no new envelopes. It is closed once a new one is open, or after ten seconds.
        """
        parting, self.open = self.open, []
        self._leaving += parting
        for socket in parting:
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
        self._env.background.start(self._close_after_handover(parting))
        return len(parting)

    async def _close_after_handover(self, parting: list[WebSocket]) -> None:
        deadline = asyncio.get_running_loop().time() + HANDOVER_SECONDS
        while not self.open and (left := deadline - asyncio.get_running_loop().time()) > 0:
            await self._env.changes.wait_after(self._env.changes.version, left)
        for socket in parting:
            if socket in self._leaving:
                await socket.close()

    def _remove(self, socket: WebSocket) -> None:
        for group in (self.open, self._leaving):
            if socket in group:
                group.remove(socket)
        self._env.changes.notify()

    async def close(self) -> None:
        """Close every connection."""
        for socket in [*self.open, *self._leaving]:
            await socket.close(1001)
