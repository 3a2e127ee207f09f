"""Connections that break: an ASGI application can't close its own, so the server hands out the transport."""

import asyncio
import socket
import struct
from typing import Any

from starlette.types import Scope
from uvicorn.protocols.http.auto import AutoHTTPProtocol

TRANSPORT = "sandbox.transport"
LINGER_ZERO = struct.pack("ii", 1, 0)
"""With this option, closing a socket sends a TCP reset."""


class BreakableProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # chosen by uvicorn at import
    """uvicorn's protocol, with the transport in the `state` of each request's scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Keep the transport for `break_connection`."""
        super().connection_made(transport)
        shared: dict[str, Any] = vars(self)["app_state"]
        self.app_state = {**shared, TRANSPORT: transport}


def break_connection(scope: Scope, by_reset: bool) -> None:
    """Close the connection of a request without an answer, or reset it."""
    transport: asyncio.Transport = scope["state"][TRANSPORT]
    if by_reset:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
        transport.abort()
    else:
        transport.close()
