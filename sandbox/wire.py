"""The wire in front of each vendor: trouble strikes here, and everything said is written down."""

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.faults import Fault

if TYPE_CHECKING:
    from sandbox.world import World

TOO_MANY: dict[str, dict[str, Any]] = {
    "slack": {"ok": False, "error": "ratelimited"},
    "jira": {"errorMessages": ["Rate limit exceeded."], "errors": {}},
    "fivetran": {"code": "TooManyRequests", "message": "API rate limit exceeded."},
}


CONNECT_CARD = re.compile(r"/connect-card/")
"""What people type there is secret: the journal hides it."""
MASK = "******"


class Wire:
    """ASGI middleware around one vendor. Paths are the vendor's own: what follows `/slack`, `/jira` …

    A fault's `match` is searched in "METHOD /path", for example "POST /rest/api/3/issue".
    """

    def __init__(self, app: ASGIApp, world: "World", service: str) -> None:
        self._app = app
        self._world = world
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or not, or only half; sockets pass untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        body = await request.body()
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        call = f"{scope['method']} {path}"
        try:
            answer = await self._troubled(call, request) or await self._worked(scope, body)
        except HungUp:
            return
        after = self._world.faults.strike(self._service, call, ("lose", "hold_answer"))
        self._note(request, path, body, answer, lost=after is not None and after.kind == "lose")
        await _give(answer, after, send)

    async def _troubled(self, call: str, request: Request) -> "Answer | None":
        """Wait as the faults demand; an answer if one of them refuses the call before any work.

        Raises HungUp when the caller went away while it was held.
        """
        for kinds in (("slow",), ("hold",), ("rate_limit", "fail")):
            fault = self._world.faults.strike(self._service, call, kinds)
            if fault is None:
                continue
            if fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
            elif fault.kind == "hold":
                self._world.changes.happened()
                await fault.released.wait()
                if await request.is_disconnected():
                    raise HungUp
            else:
                return Answer.of(self._refusal(fault))
        return None

    def _refusal(self, fault: Fault) -> Response:
        if fault.kind == "rate_limit":
            wait = {"Retry-After": str(max(1, round(fault.seconds)))}
            return JSONResponse(TOO_MANY[self._service], 429, headers=wait)
        return PlainTextResponse("The service has trouble, on request.", fault.status)

    async def _worked(self, scope: Scope, body: bytes) -> "Answer":
        answer = Answer()
        given = False

        async def receive() -> Message:
            nonlocal given
            if given:
                await asyncio.Event().wait()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, receive, answer.take)
        if scope["method"] not in ("GET", "HEAD"):
            self._world.changes.happened()
        return answer

    def _note(self, request: Request, path: str, body: bytes, answer: "Answer", lost: bool) -> None:
        secret = CONNECT_CARD.search(path) is not None
        self._world.journal.write(
            at=self._world.clock.now(),
            service=self._service,
            direction="in",
            method=request.method,
            path=path,
            query={} if secret else dict(request.query_params),
            request=MASK if secret else readable(body, request.headers.get("content-type", "")),
            status=0 if lost else answer.status,
            response=MASK if secret else readable(answer.body, answer.content_type),
        )


class HungUp(Exception):
    """Nobody waits for this call any more, so no work is done for it."""


class Answer:
    """A complete HTTP answer, kept back until it may leave."""

    def __init__(self) -> None:
        self.start: Message = {"type": "http.response.start", "status": 500, "headers": []}
        self.body = b""

    @classmethod
    def of(cls, response: Response) -> "Answer":
        """The answer that `response` would give."""
        answer = cls()
        answer.start = {
            "type": "http.response.start",
            "status": response.status_code,
            "headers": response.raw_headers,
        }
        answer.body = bytes(response.body)
        return answer

    async def take(self, message: Message) -> None:
        """An ASGI `send` that only collects."""
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
        """The media type, empty when there is none."""
        return Headers(raw=list(self.start["headers"])).get("content-type", "")


async def _give(answer: Answer, fault: Fault | None, send: Send) -> None:
    if fault is not None and fault.kind == "lose":
        # A length that never arrives: uvicorn drops the connection, the caller never learns what was done.
        await send({**answer.start, "status": 200, "headers": [(b"content-length", b"1000000")]})
        return
    if fault is not None:
        await fault.released.wait()
    await send(answer.start)
    await send({"type": "http.response.body", "body": answer.body})


def readable(body: bytes, content_type: str) -> Any:
    """A body as JSON, as form fields, or as text; None when empty."""
    text = body.decode("utf-8", "replace")
    if "x-www-form-urlencoded" in content_type:
        return dict(parse_qsl(text, keep_blank_values=True))
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
