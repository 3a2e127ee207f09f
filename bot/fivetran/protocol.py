"""Build API calls and parse responses, without I/O.

    Refused (4xx)             Unavailable (no answer, 5xx)
    ├── NotFound    (404)     ├── NotExecuted   (429, or never sent: nothing changed)
    └── Conflict    (409)     └── Misconfigured (401, 403)

https://fivetran.com/docs/rest-api/getting-started: the status decides, then the code;
the message is for people.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.foreign.retry_after import parse_retry_after
from workflows.errors import CredentialRejected, Misconfigured, Refused, Unavailable

FIVETRAN_PAGE_SIZE = 1000
"""The largest page size that Fivetran allows."""
ACCEPT_VERSION_2 = "application/json;version=2"
"""What the `/v1/connections` endpoints are documented with; all others take plain JSON."""


RATE_LIMIT_REACHED = "The Fivetran rate limit is reached."
FOREIGN_RESPONSE = "The response isn't from Fivetran. Check for a proxy in between."


class NotFound(Refused):
    """The object doesn't exist, or the key can't see it: Fivetran says so with its own `code`."""

    def __init__(self, message: str, code: str = "NotFound") -> None:
        super().__init__(message)
        self.code = code

    @property
    def is_missing_connection(self) -> bool:
        """Whether it's a connection that is missing (`NotFound_Connection` or `NotFound_Connector`)."""
        return self.code.startswith("NotFound_Connect")


class Conflict(Refused):
    """The object already exists, or another operation excludes the call."""


class NotExecuted(Unavailable):
    """The call was never sent or was rejected, so it changed nothing."""


@dataclass(frozen=True)
class ApiCall:
    """One request."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    timeout_seconds: float = 20.0

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers of the call."""
        is_connections = self.path.startswith("/v1/connections")
        return {"Accept": ACCEPT_VERSION_2 if is_connections else "application/json"}

    def next_page(self, cursor: str) -> "ApiCall":
        """Return the call for the page at `cursor`."""
        return replace(self, query={**self.query, "cursor": cursor})


def list_call(path: str, **filters: str) -> ApiCall:
    """Return the call for a list, with the largest pages."""
    return ApiCall("GET", path, {**filters, "limit": str(FIVETRAN_PAGE_SIZE)})


def parse_response(status: int, headers: Mapping[str, str], raw: bytes) -> dict[str, Any]:
    """Return the `data` of a response, empty for actions. Raise the error that the status means."""
    body = _parsed(raw)
    if not 200 <= status < 300:
        raise _failure(status, headers, body)
    data = (body or {}).get("data") or {}
    if body is None or not isinstance(data, dict):
        raise Unavailable(FOREIGN_RESPONSE)
    return data


def page_items(data: Mapping[str, Any]) -> list[Any]:
    """Return the items of a page as they came. A page without a list isn't an empty one: raise `Unavailable`."""
    items = data.get("items")
    if not isinstance(items, list):
        raise Unavailable("Fivetran's list can't be read.")
    return items


def _failure(status: int, headers: Mapping[str, str], body: Mapping[str, Any] | None) -> Exception:
    message = str((body or {}).get("message") or f"HTTP status {status}")
    if status == 401:
        return CredentialRejected("Fivetran rejected the API key. An operator has to renew it.")
    if status == 403:
        return Misconfigured("The Fivetran API key lacks a permission. An operator has to grant it.")
    if status == 429:
        return NotExecuted(RATE_LIMIT_REACHED, parse_retry_after(headers))
    if status == 404:
        return _not_found(str((body or {}).get("code") or ""), message)
    if status == 409:
        return Conflict(f"Fivetran rejected the request: {message}")
    if 400 <= status < 500 and status != 408:
        return Refused(f"Fivetran rejected the request: {message}")
    return Unavailable("Fivetran has a problem right now.", parse_retry_after(headers))


def _not_found(code: str, message: str) -> Exception:
    """Return what a 404 means. Without Fivetran's code it comes from a gateway, and proves nothing."""
    if not code.startswith("NotFound"):
        return Unavailable(FOREIGN_RESPONSE)
    return NotFound(f"Fivetran can't find it: {message}", code)


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(raw)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
