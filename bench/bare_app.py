"""Serve a bare Bolt app like the bot, to measure what Bolt, Starlette, and uvicorn cost by themselves.

It only acks, and opens an empty form on `/connector salesforce`. With a database, it reads two rows before that.
"""

import argparse
import logging
from collections.abc import Awaitable, Callable, Sequence

import uvicorn
from slack_bolt import Ack, App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from sqlalchemy import Engine, create_engine, text
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.people import BOT_ID, BOT_TOKEN, BOT_USER_ID, SIGNING_SECRET, TEAM_ID

FORM = {"type": "modal", "title": {"type": "plain_text", "text": "Hello"}, "blocks": []}
IDENTITY = AuthorizeResult(
    enterprise_id=None, team_id=TEAM_ID, bot_token=BOT_TOKEN, bot_id=BOT_ID, bot_user_id=BOT_USER_ID
)
QUIET = logging.getLogger("bare")
Endpoint = Callable[[Request], Awaitable[Response]]


def build_sync(slack_url: str, database: Engine | None) -> Endpoint:
    """Build an app whose listeners run in threads."""

    def take_command(ack: Ack, command: dict[str, str], client: WebClient) -> None:
        ack("Hello")
        if command["text"] == "salesforce":
            if database:
                _read(database, command["user_id"])
            client.views_open(trigger_id=command["trigger_id"], view=FORM)

    slack = WebClient(BOT_TOKEN, slack_url)
    app = App(name="bare", logger=QUIET, signing_secret=SIGNING_SECRET, authorize=lambda: IDENTITY, client=slack)
    app.command("/connector")(take_command)
    app.action("approve_request")(lambda ack: ack())

    async def events(request: Request) -> Response:
        body = (await request.body()).decode()
        answer = await run_in_threadpool(app.dispatch, BoltRequest(body=body, headers=_headers(request)))
        return Response(answer.body, answer.status)

    return events


def build_async(slack_url: str) -> Endpoint:
    """Build an app whose listeners run on the event loop."""
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
    from slack_sdk.web.async_client import AsyncWebClient

    async def authorize() -> AuthorizeResult:
        return IDENTITY

    async def take_command(ack: AsyncAck, command: dict[str, str], client: AsyncWebClient) -> None:
        await ack("Hello")
        if command["text"] == "salesforce":
            await client.views_open(trigger_id=command["trigger_id"], view=FORM)

    slack = AsyncWebClient(BOT_TOKEN, slack_url)
    app = AsyncApp(name="bare", logger=QUIET, signing_secret=SIGNING_SECRET, authorize=authorize, client=slack)
    app.command("/connector")(take_command)

    async def events(request: Request) -> Response:
        body = (await request.body()).decode()
        answer = await app.async_dispatch(AsyncBoltRequest(body=body, headers=_headers(request)))
        return Response(answer.body, answer.status)

    return events


def _headers(request: Request) -> dict[str, str | Sequence[str]]:
    return {name: [value] for name, value in request.headers.items()}


def _open_database(path: str) -> Engine:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE draft (user TEXT PRIMARY KEY, body TEXT)"))
    return engine


def _read(engine: Engine, user: str) -> None:
    """Read two rows in one transaction, as little as a form with a draft needs."""
    with engine.connect() as connection:
        for _ in range(2):
            connection.execute(text("SELECT body FROM draft WHERE user = :user"), {"user": user}).all()


def main() -> None:
    """Serve the app on this machine until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--slack", default="", help="base address of the Web API")
    parser.add_argument("--is-async", action="store_true")
    parser.add_argument("--database", default="", help="path of a SQLite file to create and to read")
    chosen = parser.parse_args()
    QUIET.setLevel(logging.CRITICAL)
    database = _open_database(chosen.database) if chosen.database else None
    events = build_async(chosen.slack) if chosen.is_async else build_sync(chosen.slack, database)
    routes = [Route("/slack/events", events, methods=["POST"])]
    uvicorn.run(Starlette(routes=routes), port=chosen.port, log_level="critical")


if __name__ == "__main__":
    main()
