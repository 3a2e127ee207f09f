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

from workflows.errors import Misconfigured, Refused, Unavailable

FIVETRAN_PAGE_SIZE = 1000
"""The largest page size that Fivetran allows."""
ACCEPT_VERSION_2 = "application/json;version=2"
"""What the `/v1/connections` endpoints are documented with; all others take plain JSON."""


class NotFound(Refused):
    """The object doesn't exist, or the key can't see it."""


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
    if 200 <= status < 300:
        if body is None:
            raise Unavailable("The response isn't from Fivetran. Check for a proxy in between.")
        return dict(body.get("data") or {})
    raise _failure(status, headers, str((body or {}).get("message") or f"HTTP status {status}"))


def next_cursor(data: Mapping[str, Any]) -> str | None:
    """Return the next cursor; None at the end, which Fivetran marks by null, "" or no key."""
    return data.get("next_cursor") or None


def _failure(status: int, headers: Mapping[str, str], message: str) -> Exception:
    if status == 401:
        return Misconfigured("Fivetran rejected the API key. An operator has to renew it.")
    if status == 403:
        return Misconfigured("The Fivetran API key lacks a permission. An operator has to grant it.")
    if status == 429:
        return NotExecuted("The Fivetran rate limit is reached.", retry_after(headers))
    if status == 404:
        return NotFound(f"Fivetran can't find it: {message}")
    if status == 409:
        return Conflict(f"Fivetran rejected the request: {message}")
    if 400 <= status < 500 and status != 408:
        return Refused(f"Fivetran rejected the request: {message}")
    return Unavailable("Fivetran has a problem right now.", retry_after(headers))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of the Retry-After header, if any."""
    value = headers.get("Retry-After") or headers.get("retry-after") or ""
    return float(value) if value.isdigit() else None


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(raw)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
