"""The door of the REST API: who calls, how often, in which format; then the handler, in the envelope."""

import base64
import binascii
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.fivetran.envelope import Problem, invalid

if TYPE_CHECKING:
    from sandbox.world import World

SECRET = "sandbox-secret"
KEYS = {
    "sandbox-key": "manage",
    "sandbox-reader": "read",
    "sandbox-outsider": "nothing",
    "sandbox-narrow": "connections",
}
"""Key → what it may do: everything, look only, see no group at all (a system key filtered to others), or
everything but look at users and teams (a system key for connections only)."""
PEOPLE = ("/v1/users", "/v1/teams", "/v1/roles")


@dataclass(frozen=True)
class Call:
    """A call that came through the door."""

    world: "World"
    path: dict[str, str]
    query: dict[str, str]
    body: dict[str, Any]
    has_body: bool
    key: str


Handler = Callable[[Call], Response | Awaitable[Response]]


class Door:
    """One path of the API: picks the handler by method, and answers in the envelope whatever happens."""

    def __init__(self, world: "World", handlers: dict[str, Handler]) -> None:
        self._world = world
        self._handlers = handlers

    async def __call__(self, request: Request) -> Response:
        """Let a request in, or say why not. Every answer carries the quota."""
        quota = self._world.fivetran.quota
        try:
            answer = await self._let_in(request)
        except Problem as problem:
            answer = problem.answer
        answer.headers.update(quota.headers)
        return answer

    async def _let_in(self, request: Request) -> Response:
        key = _key(request.headers.get("authorization", ""))
        self._world.fivetran.quota.requests.count()
        handler = self._handlers.get(request.method)
        if handler is None:
            raise _unknown(request, self._handlers)
        _check_accept(request.headers.get("accept", "*/*"))
        if KEYS[key] == "read" and request.method != "GET":
            raise Problem(403, "Forbidden", "The API key has no permission to change this.")
        if KEYS[key] == "connections" and request.url.path.removeprefix("/fivetran").startswith(PEOPLE):
            raise Problem(403, "Forbidden", "The API key has no permission to see users and teams.")
        body, has_body = await _body(request)
        call = Call(self._world, request.path_params, dict(request.query_params), body, has_body, key)
        answer = handler(call)
        return answer if isinstance(answer, Response) else await answer


def _key(header: str) -> str:
    scheme, _, encoded = header.partition(" ")
    try:
        key, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        key = secret = ""
    if (
        scheme.lower() != "basic"
        or key not in KEYS
        or not hmac.compare_digest(secret.encode(), SECRET.encode())
    ):
        raise Problem(401, "Unauthorized", "The API key or secret is not valid.")
    return key


def _unknown(request: Request, handlers: dict[str, Handler]) -> Problem:
    if not handlers:
        return Problem(404, "NotFound", f"There is nothing at {request.url.path}.")
    allowed = ", ".join(sorted(handlers))
    return Problem(405, "MethodNotAllowed", f"Only {allowed} here.", {"Allow": allowed})


def _check_accept(accept: str) -> None:
    offered = {part.split(";")[0].strip().lower() for part in accept.split(",")}
    if not offered & {"application/json", "application/*", "*/*"}:
        raise Problem(406, "NotAcceptable", "Only application/json is spoken here.")


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
