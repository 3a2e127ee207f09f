"""Serve a Slack that accepts everything at once, so that its speed doesn't count."""

import argparse

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


async def agree(_: Request) -> JSONResponse:
    """Accept the request."""
    return JSONResponse(YES)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    app = Starlette(routes=[Route("/{path:path}", agree, methods=["GET", "POST"])])
    uvicorn.run(app, port=parser.parse_args().port, log_level="critical")
