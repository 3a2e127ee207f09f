"""REST API endpoints: authentication, quota, content type, then the handler."""

import base64
import binascii
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.fivetran.account import Account
from sandbox.fivetran.api_keys import KEYS, SECRET
from sandbox.fivetran.envelope import Problem, invalid

USER_PATHS = ("/v1/users", "/v1/teams", "/v1/roles")


@dataclass(frozen=True)
class Call:
    """An authenticated call."""

    account: Account
    path: dict[str, str]
    query: dict[str, str]
    body: dict[str, Any]
    has_body: bool
    key: str


Handler = Callable[[Call], Response | Awaitable[Response]]


class Endpoint:
    """One path of the API. It selects the handler by method and answers in Fivetran's envelope."""

    def __init__(self, account_now: Callable[[], Account], handlers: dict[str, Handler]) -> None:
        self._account_now = account_now
        self._handlers = handlers

    async def __call__(self, request: Request) -> Response:
        """Handle a request. Every response carries the quota headers."""
        account = self._account_now()
        try:
            answer = await self._handle(account, request)
        except Problem as problem:
            answer = problem.response
        answer.headers.update(account.quota.headers)
        return answer

    async def _handle(self, account: Account, request: Request) -> Response:
        key = _authenticate(request.headers.get("authorization", ""))
        account.quota.requests.count()
        handler = self._handlers.get(request.method)
        if handler is None:
            raise _unknown_route(request, self._handlers)
        _check_accept(request.headers.get("accept", "*/*"))
        if KEYS[key] == "read" and request.method != "GET":
            raise Problem(403, "Forbidden", "The API key has no permission to change this.")
        if KEYS[key] == "connections" and request.url.path.removeprefix("/fivetran").startswith(USER_PATHS):
            raise Problem(403, "Forbidden", "The API key has no permission to see users and teams.")
        body, has_body = await _body(request)
        call = Call(account, request.path_params, dict(request.query_params), body, has_body, key)
        answer = handler(call)
        return answer if isinstance(answer, Response) else await answer


def _authenticate(header: str) -> str:
    scheme, _, encoded = header.partition(" ")
    try:
        key, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        key = secret = ""
    if scheme.lower() != "basic" or key not in KEYS or not hmac.compare_digest(secret.encode(), SECRET.encode()):
        raise Problem(401, "Unauthorized", "The API key or secret is not valid.")
    return key


def _unknown_route(request: Request, handlers: dict[str, Handler]) -> Problem:
    if not handlers:
        return Problem(404, "NotFound", f"No endpoint at {request.url.path}.")
    allowed = ", ".join(sorted(handlers))
    return Problem(405, "MethodNotAllowed", f"Allowed methods: {allowed}.", {"Allow": allowed})


def _check_accept(accept: str) -> None:
    offered = {part.split(";")[0].strip().lower() for part in accept.split(",")}
    if not offered & {"application/json", "application/*", "*/*"}:
        raise Problem(406, "NotAcceptable", "Only application/json is supported.")


async def _body(request: Request) -> tuple[dict[str, Any], bool]:
    raw = await request.body()
    if not raw or request.method in ("GET", "DELETE"):
        return {}, False
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Problem(415, "UnsupportedMediaType", "Send Content-Type: application/json.")
    try:
        body = json.loads(raw)
    except ValueError:
        raise invalid("The body is not JSON") from None
    if not isinstance(body, dict):
        raise invalid("The body must be a JSON object")
    return body, True
