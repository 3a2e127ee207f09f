"""A Bolt app that only acks, served as the bot is: what Bolt, Starlette and uvicorn cost by themselves."""

import argparse
import logging
from collections.abc import Sequence

import uvicorn
from slack_bolt import Ack, App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.cast import BOT_ID, BOT_TOKEN, BOT_USER_ID, SIGNING_SECRET, TEAM_ID


def build() -> App:
    """The app: everything is Bolt's own, signature check included."""
    logging.getLogger("slack_bolt").setLevel(logging.CRITICAL)

    def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=TEAM_ID, bot_token=BOT_TOKEN, bot_id=BOT_ID, bot_user_id=BOT_USER_ID
        )

    def take(ack: Ack) -> None:
        ack("Hello")

    app = App(name="bare", signing_secret=SIGNING_SECRET, authorize=authorize)
    app.command("/connector")(take)
    app.action("approve_request")(take)
    return app


def serve(app: App, port: int) -> None:
    """Listen on this machine until stopped."""

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
    serve(build(), parser.parse_args().port)
