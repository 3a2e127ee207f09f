"""`response_url`: responses to commands and clicks, without a token."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox import people
from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.methods.content import parse_content
from sandbox.slack.short_lived_ids import ResponseUrl
from sandbox.slack.workspace import Workspace

EXPIRED_ERRORS = {"invalid_url", "expired_url", "used_url"}


async def respond(workspace: Workspace, request: Request) -> Response:
    """Accept one response: 404 for a used or expired URL, 400 for invalid content."""
    try:
        body = json.loads(await request.body())
        if not isinstance(body, dict):
            return PlainTextResponse("invalid_payload", 400)
        right = workspace.short_lived_ids.spend(request.path_params["token"])
        post_response(workspace, right, body)
    except SlackError as error:
        return JSONResponse(error.as_json(), 404 if error.code in EXPIRED_ERRORS else 400)
    except ValueError:
        return PlainTextResponse("invalid_payload", 400)
    return PlainTextResponse("ok")


def post_response(workspace: Workspace, right: ResponseUrl, body: dict[str, Any]) -> Message | None:
    """Post, replace, or delete as `body` says. Return the resulting message.

    Acknowledgements with text follow the same fields. Raises SlackError like posting.
    """
    original = _original_message(workspace, right)
    if body.get("delete_original"):
        if original is not None:
            workspace.delete(original)
        return None
    words = parse_content(Arguments(body))
    if body.get("replace_original") and original is not None:
        workspace.edit(original, words.text, words.blocks or [])
        return original
    message = workspace.post(
        workspace.conversations[right.channel],
        people.BOT_USER_ID,
        words.text,
        words.blocks or [],
        only_for=None if body.get("response_type") == "in_channel" else right.user_id,
        thread_ts=body.get("thread_ts") or right.thread_ts,
    )
    right.original_ts = right.original_ts or message.ts
    return message


def _original_message(workspace: Workspace, right: ResponseUrl) -> Message | None:
    where = workspace.conversations[right.channel]
    return next((one for one in where.messages if one.ts == right.original_ts), None)
