"""Web API calls: token, scope, method, and response."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from sandbox import people
from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.methods import METHODS
from sandbox.slack.scopes import NEEDED, require
from sandbox.slack.workspace import Workspace

FOR_APP_TOKENS = {"apps.connections.open"}


async def call(workspace: Workspace, request: Request) -> JSONResponse:
    """Answer one call. Errors are responses with status 200."""
    name = request.path_params["method"]
    try:
        arguments = await Arguments.of(request)
        answer = {"ok": True, **_dispatch(workspace, name, request, arguments)}
    except SlackError as error:
        answer = error.as_json()
    headers = {"x-oauth-scopes": ",".join(workspace.scopes), "x-accepted-oauth-scopes": NEEDED.get(name, "")}
    return JSONResponse(answer, headers=headers)


def _dispatch(workspace: Workspace, name: str, request: Request, arguments: Arguments) -> dict[str, Any]:
    if name not in METHODS:
        raise SlackError("unknown_method", req_method=name)
    _authorize(workspace, name, _token(request, arguments))
    if name in NEEDED:
        require(NEEDED[name], workspace.scopes)
    return METHODS[name](workspace, arguments)


def _token(request: Request, arguments: Arguments) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else arguments.text("token")


def _authorize(workspace: Workspace, method: str, token: str) -> None:
    if not token:
        raise SlackError("not_authed")
    if token != people.APP_TOKEN and workspace.token_error:
        raise SlackError(workspace.token_error)
    if token == people.APP_TOKEN and workspace.app_token_error:
        raise SlackError(workspace.app_token_error)
    if token == people.BOT_TOKEN != workspace.bot_token:
        raise SlackError("token_revoked")
    if workspace.functions.accepts_token(token, workspace.env.clock.now()):
        return
    if token.startswith("xwfp-"):
        raise SlackError("token_revoked")
    if token not in (workspace.bot_token, people.APP_TOKEN):
        raise SlackError("invalid_auth")
    if (token == people.APP_TOKEN) != (method in FOR_APP_TOKENS):
        raise SlackError("not_allowed_token_type")
