"""Serve a bare Bolt app like the bot, to measure what Bolt, Starlette, and uvicorn cost by themselves."""

import argparse
import logging
from collections.abc import Sequence

import uvicorn
from slack_bolt import Ack, App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.people import BOT_ID, BOT_TOKEN, BOT_USER_ID, SIGNING_SECRET, TEAM_ID

FORM = {"type": "modal", "title": {"type": "plain_text", "text": "Hello"}, "blocks": []}


def build(slack_url: str) -> App:
    """Build an app that only acks, and opens an empty form on `/connector salesforce`."""
    quiet = logging.getLogger("bare")
    quiet.setLevel(logging.CRITICAL)

    def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=TEAM_ID, bot_token=BOT_TOKEN, bot_id=BOT_ID, bot_user_id=BOT_USER_ID
        )

    def take_command(ack: Ack, command: dict[str, str], client: WebClient) -> None:
        ack("Hello")
        if command["text"] == "salesforce":
            client.views_open(trigger_id=command["trigger_id"], view=FORM)

    slack = WebClient(BOT_TOKEN, slack_url)
    app = App(name="bare", logger=quiet, signing_secret=SIGNING_SECRET, authorize=authorize, client=slack)
    app.command("/connector")(take_command)
    app.action("approve_request")(lambda ack: ack())
    return app


def serve(app: App, port: int) -> None:
    """Serve the app on this machine until it is stopped."""

    async def events(request: Request) -> Response:
        body = (await request.body()).decode()
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
        answer = await run_in_threadpool(app.dispatch, BoltRequest(body=body, headers=headers))
        return Response(answer.body, answer.status)

    routes = [Route("/slack/events", events, methods=["POST"])]
    uvicorn.run(Starlette(routes=routes), port=port, log_level="critical")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--slack", default="", help="base address of the Web API")
    chosen = parser.parse_args()
    serve(build(chosen.slack), chosen.port)
