"""The HTTP endpoints: Slack's events, webhooks, health, and metrics."""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.http.guard import Handler, guarded
from bot.http.limits import RequestLimits
from bot.json_object import parse_json_object

RequestHeaders = Mapping[str, str]


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
    slack: Callable[[bytes, dict[str, str]], tuple[int, str, str]] | None = None
    """Body and headers → status, content type, body."""
    webhooks: Mapping[str, "SignedWebhook"] = field(default_factory=dict)
    """`fivetran` and `jira`."""
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
    """The public application; with an internal port, it shows neither metrics nor what is wrong."""
    shown = [] if has_internal_port else [Route("/metrics", guarded(_metrics(endpoints)))]
    routes = [
        Route("/health/live", _live),
        Route("/health/ready", guarded(_ready(endpoints, has_details=not has_internal_port))),
        Route("/slack/events", guarded(_slack(endpoints)), methods=["POST"]),
        Route("/webhooks/{sender}", guarded(_hook(endpoints)), methods=["POST"]),
        Route("/connected/{request_id}", guarded(_returned(endpoints))),
        *shown,
    ]
    return Starlette(routes=routes, middleware=[Middleware(RequestLimits)])


def create_internal_app(endpoints: Endpoints) -> Starlette:
    """The application of the internal port: health, with details, and metrics."""
    routes = [
        Route("/health/live", _live),
        Route("/health/ready", guarded(_ready(endpoints, has_details=True))),
        Route("/metrics", guarded(_metrics(endpoints))),
    ]
    return Starlette(routes=routes, middleware=[Middleware(RequestLimits)])


async def _live(_request: Request) -> Response:
    return JSONResponse({"alive": True})


def _metrics(doors: Endpoints) -> Handler:
    async def metrics(_request: Request) -> Response:
        return Response(await run_in_threadpool(doors.metrics), media_type=CONTENT_TYPE_LATEST)

    return metrics


def _ready(doors: Endpoints, *, has_details: bool) -> Handler:
    async def ready(_request: Request) -> Response:
        problems = await run_in_threadpool(doors.problems)
        works = not any(problems.values())
        status = 200 if works else 503
        if not has_details:
            return JSONResponse({"ready": works}, status_code=status)
        has_database = not problems.get("database")
        notes = await run_in_threadpool(doors.webhook_problems) if has_database else {}
        unreadable = list(doors.unreadable_items())
        checks: dict[str, object] = {part: not problem for part, problem in problems.items()}
        checks |= {} if works else {"problems": {part: problem for part, problem in problems.items() if problem}}
        checks |= {"webhooks": dict(notes)} if notes else {}
        checks |= {"unreadable_items": unreadable} if unreadable else {}
        rejected = doors.credential_problems()
        checks |= {"credentials": dict(rejected)} if rejected else {}
        processes = list(doors.process_problems())
        checks |= {"processes": processes} if processes else {}
        return JSONResponse(checks, status_code=status)

    return ready


def _slack(doors: Endpoints) -> Handler:
    async def slack(request: Request) -> Response:
        if doors.slack is None:
            return Response(status_code=404)
        # Bolt's own Starlette adapter would run listeners on the event loop: one slow one stops the server.
        answered = await run_in_threadpool(doors.slack, await request.body(), dict(request.headers))
        status, content_type, body = answered
        return Response(body, status, {"content-type": content_type})

    return slack


def _hook(doors: Endpoints) -> Handler:
    async def hook(request: Request) -> Response:
        known = doors.webhooks.get(request.path_params["sender"])
        if known is None:
            return Response(status_code=404)
        body = await request.body()
        if not known.has_valid_signature(body, request.headers):
            return Response(status_code=401)
        parse_json_object(body)
        await run_in_threadpool(known.receive, body)
        return Response(status_code=200)

    return hook


def _returned(doors: Endpoints) -> Handler:
    async def returned(request: Request) -> Response:
        if doors.on_connect_card_return:
            await run_in_threadpool(doors.on_connect_card_return, request.path_params["request_id"])
        return HTMLResponse(CONNECT_CARD_DONE_PAGE)

    return returned


CONNECT_CARD_DONE_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Connector Desk</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>body{font:1.1rem/1.5 system-ui;max-width:32rem;margin:15vh auto;padding:0 1rem}</style>
<h1>Thank you</h1><p>We are testing the connection now. You can close this page:
Slack shows you the result.</p>
"""
