"""REST API endpoints: authentication, arguments, and responses."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.jira.accounts import ACCOUNTS_BY_NAME, TOKENS, Account
from sandbox.jira.issues import Issue
from sandbox.jira.permissions import PERMISSIONS
from sandbox.jira.problems import Problem
from sandbox.jira.site import Site

Result = tuple[int, Any]
"""HTTP status and JSON body. None is an empty body."""


@dataclass(frozen=True)
class Call:
    """An authenticated call."""

    site: Site
    by: Account
    path: dict[str, str]
    query: dict[str, str]
    body: Any = field(default=None, repr=False)

    @property
    def issue(self) -> Issue:
        """The issue in the path."""
        return self.site.find(self.path["issue"])

    def number(self, name: str, default: int, most: int | None = None) -> int:
        """Return a number from the query. Raises a 400 above `most`, like Jira's create metadata."""
        try:
            number = int(self.query.get(name, default))
        except ValueError:
            raise Problem(400, f"The '{name}' parameter must be a number.") from None
        if most is not None and number > most:
            raise Problem(400, f"Parameter '{name}' must not exceed the limit '{most}'")
        return number

    def object(self) -> dict[str, Any]:
        """Return the body, which must be a JSON object."""
        if not isinstance(self.body, dict):
            raise Problem(400, "Invalid request payload. Refer to the REST API documentation and try again.")
        return self.body

    def require_permission(self, permission: str, status: int = 403) -> None:
        """Raise a `Problem` when the account lacks `permission`."""
        if permission not in self.site.permissions:
            name = PERMISSIONS[permission]
            raise Problem(status, f"You do not have the permission '{name}' in this project.")

    def page(self, things: list[Any], name: str, size: int, most: int | None = None) -> dict[str, Any]:
        """Return the page of `things` selected by `startAt` and `maxResults`, under `name`."""
        start, size = self.number("startAt", 0), self.number("maxResults", size, most)
        return {
            "startAt": start,
            "maxResults": size,
            "total": len(things),
            name: things[start : start + size],
        }


Handler = Callable[[Call], Result]


def endpoint(site_now: Callable[[], Site], work: Handler, *, anonymous: bool = False) -> Any:
    """Return an ASGI endpoint that authenticates the call, runs `work`, and answers like Jira."""

    async def answer(request: Request) -> Response:
        try:
            by = authenticate(request.headers.get("authorization"), anonymous)
            call = Call(site_now(), by, request.path_params, dict(request.query_params), _json(await request.body()))
            status, body = work(call)
            body = _without_emails(body) if call.site.hides_emails else body
        except Problem as problem:
            status, body = problem.status, problem.as_json()
        if status == 401:
            return JSONResponse(body, status, headers={"WWW-Authenticate": 'Basic realm="Jira"'})
        return Response(status_code=status) if body is None else JSONResponse(body, status)

    return answer


def _without_emails(shown: Any) -> Any:
    """Return the body as Jira shows it if people keep their email address private."""
    if isinstance(shown, dict):
        return {name: _without_emails(value) for name, value in shown.items() if name != "emailAddress"}
    return [_without_emails(value) for value in shown] if isinstance(shown, list) else shown


def authenticate(header: str | None, anonymous: bool) -> Account:
    """Return the account of the `Authorization` header. Raises a 401 `Problem`."""
    if header is None and anonymous:
        return ACCOUNTS_BY_NAME["desk"]
    scheme, _, encoded = (header or "").partition(" ")
    try:
        email, _, token = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        email, token = "", ""
    if scheme.lower() != "basic" or TOKENS.get(email) != token:
        raise Problem(401, "Client must be authenticated to access this resource.")
    return next(account for account in ACCOUNTS_BY_NAME.values() if account.email == email)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        raise Problem(400, "There was an error parsing JSON. Check that your request body is valid.") from None
