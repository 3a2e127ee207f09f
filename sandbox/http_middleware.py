"""HTTP middleware in front of each vendor: it applies faults and writes the journal."""

import asyncio
import re
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.bodies import decode_body
from sandbox.connections import break_connection
from sandbox.environment import Environment
from sandbox.faults import LOST_ANSWERS, Fault

RATE_LIMIT_BODIES: dict[str, dict[str, Any]] = {
    "slack": {"ok": False, "error": "ratelimited"},
    "jira": {"errorMessages": ["Rate limit exceeded."], "errors": {}},
    "fivetran": {"code": "TooManyRequests", "message": "API rate limit exceeded."},
    "pagerduty": {"status": "throttle exceeded", "message": "Requests for this service arrived too quickly."},
}


WEB_PAGE = "<!DOCTYPE html><html><title>Sign in to the network</title></html>"
"""What a gateway answers in place of the vendor."""
CONNECT_CARD = re.compile(r"/connect-card/")
"""The journal masks queries and bodies of these paths."""
MASK = "******"


class VendorMiddleware:
    """ASGI middleware around one vendor. Paths are the vendor's own, without `/slack`, `/jira` …

    A fault's `match` is searched in "METHOD /path", for example "POST /rest/api/3/issue".
    """

    def __init__(self, app: ASGIApp, env: Environment, service: str) -> None:
        self._app = app
        self._env = env
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward the request unless a fault prevents it. WebSockets pass unchanged."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        body = await request.body()
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        call = f"{scope['method']} {path}"
        try:
            answer = await self._apply_faults(call, request) or await self._forward(scope, body)
        except ClientDisconnected:
            return
        after = self._env.faults.take(self._service, call, (*LOST_ANSWERS, "hold_answer"))
        self._record(request, path, body, answer, lost=after is not None and after.kind in LOST_ANSWERS)
        if after is not None and after.kind in ("close", "reset"):
            break_connection(scope, after.kind == "reset")
        else:
            await _send_response(answer, after, send)

    async def _apply_faults(self, call: str, request: Request) -> "BufferedResponse | None":
        """Apply the faults before the work. Return a response if one of them refuses the call.

        Raises ClientDisconnected when the client disconnects while the call is held.
        """
        for kinds in (("slow",), ("hold",), ("rate_limit", "fail")):
            fault = self._env.faults.take(self._service, call, kinds)
            if fault is None:
                continue
            if fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
            elif fault.kind == "hold":
                self._env.changes.notify()
                await fault.released.wait()
                if await request.is_disconnected():
                    raise ClientDisconnected
            else:
                return BufferedResponse.of(self._refusal(fault))
        return None

    def _refusal(self, fault: Fault) -> Response:
        if fault.kind == "rate_limit":
            wait = {"Retry-After": str(max(1, round(fault.seconds)))}
            return JSONResponse(RATE_LIMIT_BODIES[self._service], 429, headers=wait)
        if fault.error:
            return JSONResponse({"ok": False, "error": fault.error})
        if fault.status == 200:
            return HTMLResponse(WEB_PAGE)
        return PlainTextResponse("Fault injected by the sandbox.", fault.status)

    async def _forward(self, scope: Scope, body: bytes) -> "BufferedResponse":
        answer = BufferedResponse()
        given = False

        async def receive() -> Message:
            nonlocal given
            if given:
                await asyncio.Event().wait()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, receive, answer.take)
        if scope["method"] not in ("GET", "HEAD"):
            self._env.changes.notify()
        return answer

    def _record(self, request: Request, path: str, body: bytes, answer: "BufferedResponse", lost: bool) -> None:
        secret = CONNECT_CARD.search(path) is not None
        self._env.journal.write(
            at=self._env.clock.now(),
            service=self._service,
            direction="in",
            method=request.method,
            path=path,
            query={} if secret else dict(request.query_params),
            request=MASK if secret else decode_body(body, request.headers.get("content-type", "")),
            status=0 if lost else answer.status,
            response=MASK if secret else decode_body(answer.body, answer.content_type),
        )


class ClientDisconnected(Exception):
    """The client of a held call has disconnected. The call is dropped."""


class BufferedResponse:
    """A complete HTTP response that is sent later."""

    def __init__(self) -> None:
        self.start: Message = {"type": "http.response.start", "status": 500, "headers": []}
        self.body = b""

    @classmethod
    def of(cls, response: Response) -> "BufferedResponse":
        """Buffer `response`."""
        answer = cls()
        answer.start = {
            "type": "http.response.start",
            "status": response.status_code,
            "headers": response.raw_headers,
        }
        answer.body = bytes(response.body)
        return answer

    async def take(self, message: Message) -> None:
        """Collect an ASGI message instead of sending it."""
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(self.start["status"])

    @property
    def content_type(self) -> str:
        """The media type, or an empty string."""
        return Headers(raw=list(self.start["headers"])).get("content-type", "")


async def _send_response(answer: BufferedResponse, fault: Fault | None, send: Send) -> None:
    if fault is not None and fault.kind == "lose":
        # The body is shorter than its declared length, so uvicorn drops the connection.
        await send({**answer.start, "status": 200, "headers": [(b"content-length", b"1000000")]})
        return
    if fault is not None:
        await fault.released.wait()
    await send(answer.start)
    await send({"type": "http.response.body", "body": answer.body})
