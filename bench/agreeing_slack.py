"""Serve a Slack that accepts everything at once, so that its speed doesn't count, and counts the opened forms."""

import argparse
import time

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bench.payloads import CHANNEL
from sandbox.people import BOT_ID, BOT_USER_ID, TEAM_ID

NO_GUEST = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted")
YES = {
    "ok": True,
    "team_id": TEAM_ID,
    "bot_id": BOT_ID,
    "user_id": BOT_USER_ID,
    "view": {"id": "V0BENCH", "hash": "1.2"},
    "user": {"id": "U0ADA", "team_id": TEAM_ID, "real_name": "Ada Okafor", **dict.fromkeys(NO_GUEST, False)},
    "users": [],
    "channel": CHANNEL,
    "ts": "1.2",
    "messages": [],
}
OPENED: list[float] = []
"""When each form was opened, by the monotonic clock that all processes share."""


async def agree(request: Request) -> JSONResponse:
    """Accept the request."""
    if request.url.path.endswith("/views.open"):
        OPENED.append(time.monotonic())
    return JSONResponse(YES)


async def count_opened(_: Request) -> JSONResponse:
    """Return how many forms were opened, and when the last one was, in seconds of the monotonic clock."""
    return JSONResponse({"count": len(OPENED), "last": OPENED[-1] if OPENED else 0.0})


def opened(slack_url: str) -> tuple[int, float]:
    """Return how many forms were opened, and when the last one was, in seconds of the monotonic clock."""
    answer = httpx.get(f"{slack_url}/bench/opened").json()
    return answer["count"], answer["last"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    counted = Route("/bench/opened", count_opened)
    app = Starlette(routes=[counted, Route("/{path:path}", agree, methods=["GET", "POST"])])
    uvicorn.run(app, port=parser.parse_args().port, log_level="critical")
