"""The HTTP endpoints: Slack's events, webhooks, health, and metrics."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.foreign.json_object import parse_json_object
from bot.http.guard import guarded
from bot.http.limits import RequestLimits

RequestHeaders = Mapping[str, str]
MAX_RUNNING_WEBHOOKS = 4
"""Webhooks that are handled at the same time. A flood of them would keep presses from the processor."""
WEBHOOK_TURN_SECONDS = 0.01
"""Seconds until the next one, so that at most 400 a second are taken: a flood leaves presses half of a core."""


@dataclass(frozen=True)
class Endpoints:
    """What stands behind each address. A door that is None is closed: it answers 404."""

    problems: Callable[[], Mapping[str, str]]
    """Name of each part → what is wrong with it; empty if it works."""
    webhook_problems: Callable[[], Mapping[str, str]] = dict
    """Group → what is wrong with its webhook. Polling continues, so the bot is ready anyway."""
    unreadable_items: Callable[[], Sequence[str]] = list
    """What of other systems can't be read, in words. The rest works, so the bot is ready anyway."""
    credential_problems: Callable[[], Mapping[str, str]] = dict
    """Vendor → why it rejects our credentials."""
    process_problems: Callable[[], Sequence[str]] = list
    """What is wrong with our processes. Work goes on, so the bot is ready anyway."""
    metrics: Callable[[], bytes] = generate_latest
    """What Prometheus reads."""
    slack: Callable[[bytes, dict[str, str]], Future[tuple[int, str, str]]] | None = None
    """Body and headers → status, content type, body, as soon as they are known."""
    webhooks: Mapping[str, "SignedWebhook"] = field(default_factory=dict)
    """`fivetran` and `jira`."""
    webhook_turn: float = WEBHOOK_TURN_SECONDS
    """Seconds that one of the webhooks handled at the same time keeps its place after it was handled."""
    on_connect_card_return: Callable[[str], None] | None = None
    """A browser came back from a Connect Card, for this request id."""


@dataclass(frozen=True)
class SignedWebhook:
    """A webhook: how its signature is checked, and what receives its body."""

    secret: str
    header: str
    receive: Callable[[bytes], None]

    def has_valid_signature(self, body: bytes, headers: RequestHeaders) -> bool:
        """Whether the sender knows the secret: a hex HMAC-SHA256 of the raw body, in either case."""
        expected = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        given = headers.get(self.header, "").lower().removeprefix("sha256=")
        # As bytes: `compare_digest` raises on text that isn't ASCII.
        return bool(self.secret) and hmac.compare_digest(expected.encode(), given.encode(errors="replace"))


def create_http_app(endpoints: Endpoints, *, has_internal_port: bool = False) -> Starlette:
    """Return the app. With an internal port, it shows neither metrics nor details of the health."""
    handlers = Handlers(endpoints, has_details=not has_internal_port)
    routes = [
        *_health_routes(handlers),
        Route("/slack/events", guarded(handlers.slack), methods=["POST"]),
        Route("/webhooks/{sender}", guarded(handlers.webhook), methods=["POST"]),
        Route("/connected/{request_id}", guarded(handlers.connect_card_return)),
        *([] if has_internal_port else [Route("/metrics", guarded(handlers.metrics))]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(RequestLimits)])


def create_internal_app(endpoints: Endpoints) -> Starlette:
    """Return the app of the internal port: health with its details, and metrics."""
    handlers = Handlers(endpoints)
    routes = [*_health_routes(handlers), Route("/metrics", guarded(handlers.metrics))]
    return Starlette(routes=routes, middleware=[Middleware(RequestLimits)])


def _health_routes(handlers: "Handlers") -> list[Route]:
    return [Route("/health/live", _live), Route("/health/ready", guarded(handlers.ready))]


async def _live(_request: Request) -> Response:
    return JSONResponse({"alive": True})


@dataclass(frozen=True)
class Handlers:
    """One method for each address. What can wait runs in a thread, so that the server goes on."""

    endpoints: Endpoints
    has_details: bool = True
    """Whether the health says what is wrong."""
    webhook_turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MAX_RUNNING_WEBHOOKS))

    async def metrics(self, _request: Request) -> Response:
        """Answer `GET /metrics`."""
        return Response(await run_in_threadpool(self.endpoints.metrics), media_type=CONTENT_TYPE_LATEST)

    async def ready(self, _request: Request) -> Response:
        """Answer `GET /health/ready`: 200 if every part works, else 503."""
        problems = await run_in_threadpool(self.endpoints.problems)
        works = not any(problems.values())
        shown = await run_in_threadpool(self._details, problems) if self.has_details else {"ready": works}
        return JSONResponse(shown, 200 if works else 503)

    def _details(self, problems: Mapping[str, str]) -> dict[str, object]:
        """Return which parts work, and what is wrong in words."""
        endpoints = self.endpoints
        wrong = {
            "problems": {part: problem for part, problem in problems.items() if problem},
            "webhooks": {} if problems.get("database") else dict(endpoints.webhook_problems()),
            "unreadable_items": list(endpoints.unreadable_items()),
            "credentials": dict(endpoints.credential_problems()),
            "processes": list(endpoints.process_problems()),
        }
        works = {part: not problem for part, problem in problems.items()}
        return works | {name: listed for name, listed in wrong.items() if listed}

    async def slack(self, request: Request) -> Response:
        """Hand on what Slack sends. Bolt's own adapter would run listeners on the event loop."""
        if self.endpoints.slack is None:
            return Response(status_code=404)
        answer = self.endpoints.slack(await request.body(), dict(request.headers))
        status, content_type, body = await asyncio.wrap_future(answer)
        return Response(body, status, {"content-type": content_type})

    async def webhook(self, request: Request) -> Response:
        """Hand on a signed webhook."""
        known = self.endpoints.webhooks.get(request.path_params["sender"])
        if known is None:
            return Response(status_code=404)
        body = await request.body()
        if not known.has_valid_signature(body, request.headers):
            return Response(status_code=401)
        parse_json_object(body)
        async with self.webhook_turns:
            await run_in_threadpool(known.receive, body)
            await asyncio.sleep(self.endpoints.webhook_turn)
        return Response(status_code=200)

    async def connect_card_return(self, request: Request) -> Response:
        """Thank a person who comes back from a Connect Card."""
        if self.endpoints.on_connect_card_return:
            await run_in_threadpool(self.endpoints.on_connect_card_return, request.path_params["request_id"])
        return HTMLResponse(CONNECT_CARD_DONE_PAGE)


CONNECT_CARD_DONE_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Connector Desk</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>
body{font:1rem/1.5 system-ui;margin:0;min-height:100vh;display:grid;place-items:center;
  background:light-dark(#f6f6f8,#1a1d21)}
main{max-width:26rem;margin:1rem;padding:2rem;border-radius:12px;background:light-dark(#fff,#222529);
  border:1px solid light-dark(#ddd,#3a3d42)}
p{margin:.75rem 0 0}.name{margin:0;font-weight:600;color:light-dark(#611f69,#d9a4de)}
h1{font-size:1.4rem;margin:.5rem 0 0}
</style>
<main><p class="name">Connector Desk</p><h1>You're back from Fivetran</h1>
<p>If you saved your sign-in there, the bot tests the connection within a minute or two.</p>
<p>Its direct message to you in Slack shows the result. You can close this page.</p></main>
"""
