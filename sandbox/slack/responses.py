"""`response_url`: an answer to where something was typed or clicked, without a token."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox import cast
from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.methods.content import content
from sandbox.slack.tickets import ResponseUrl
from sandbox.slack.workspace import Workspace

GONE = {"invalid_url", "expired_url", "used_url"}


async def respond(workspace: Workspace, request: Request) -> Response:
    """Take one answer; 404 when the URL is used up or too old, 400 when the words are not acceptable."""
    try:
        body = json.loads(await request.body())
        if not isinstance(body, dict):
            return PlainTextResponse("invalid_payload", 400)
        right = workspace.tickets.spend(request.path_params["token"])
        answer(workspace, right, body)
    except SlackError as error:
        return JSONResponse(error.as_json(), 404 if error.code in GONE else 400)
    except ValueError:
        return PlainTextResponse("invalid_payload", 400)
    return PlainTextResponse("ok")


def answer(workspace: Workspace, right: ResponseUrl, body: dict[str, Any]) -> Message | None:
    """Post, replace or delete as `body` says; the message that stands there now.

    Acknowledgements with words obey the same fields. Raises SlackError as posting does.
    """
    original = _original(workspace, right)
    if body.get("delete_original"):
        if original is not None:
            workspace.delete(original)
        return None
    words = content(Arguments(body))
    if body.get("replace_original") and original is not None:
        workspace.edit(original, words.text, words.blocks or [])
        return original
    message = workspace.post(
        workspace.conversations[right.channel],
        cast.BOT_USER_ID,
        words.text,
        words.blocks or [],
        only_for=None if body.get("response_type") == "in_channel" else right.user_id,
        thread_ts=body.get("thread_ts") or right.thread_ts,
    )
    right.original_ts = right.original_ts or message.ts
    return message


def _original(workspace: Workspace, right: ResponseUrl) -> Message | None:
    where = workspace.conversations[right.channel]
    return next((one for one in where.messages if one.ts == right.original_ts), None)
