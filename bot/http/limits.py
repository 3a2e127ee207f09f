"""What the HTTP server accepts: size of a body, time for headers, time for a body. Plain ASGI."""

import asyncio

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 1_000_000
"""The largest body in bytes. Fivetran's webhooks have 300, Slack's forms 100,000; Jira's contain a whole ticket."""
BODY_SECONDS = 10.0
"""Seconds that a sender has for a whole body, however slowly it sends."""


class RequestLimits:
    """Answer 413 to a body that is too large and 408 to one that is too slow, without reading on.

    The app behind it gets the whole body at once, or doesn't run at all.
    """

    def __init__(self, app: ASGIApp, seconds: float = BODY_SECONDS) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, body = await self._read(scope, receive)
        if status:
            refusal = Response(status_code=status, headers={"connection": "close"})
            await refusal(scope, receive, send)
        elif body is not None:
            await self._app(scope, _replay(body, receive), send)

    async def _read(self, scope: Scope, receive: Receive) -> tuple[int, bytes | None]:
        """Return the status of a refusal, or 0 and the body; its absence means that the sender is gone."""
        if _declared_length(scope) > MAX_BODY_BYTES:
            return 413, None
        try:
            async with asyncio.timeout(self._seconds):
                return await _read_up_to(MAX_BODY_BYTES, receive)
        except TimeoutError:
            return 408, None


async def _read_up_to(largest: int, receive: Receive) -> tuple[int, bytes | None]:
    parts: list[bytes] = []
    size, is_open = 0, True
    while is_open:
        message = await receive()
        if message["type"] == "http.disconnect":
            return 0, None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > largest:
            return 413, None
        is_open = message.get("more_body", False)
    return 0, b"".join(parts)


def _declared_length(scope: Scope) -> int:
    """Return the declared length; 0 for none. uvicorn refuses one that isn't a number."""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    return int(declared) if declared.isdigit() else 0


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the whole body, and afterwards what the server says."""
    is_given = False

    async def replay() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
