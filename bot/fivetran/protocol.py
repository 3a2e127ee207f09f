"""The brain of the client: it builds calls and judges answers, and does no I/O.

    Refused (4xx)             Unavailable (no answer, 5xx)
    ├── NotFound    (404)     ├── Untouched     (429, or never sent: certainly nothing was done)
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
"""The largest page that Fivetran gives."""
ACCEPT_VERSION_2 = "application/json;version=2"
"""What the `/v1/connections` endpoints are documented with; all others take plain JSON."""


class NotFound(Refused):
    """There is no such thing, or our key may not see it."""


class Conflict(Refused):
    """It exists already, or something is going on that excludes this."""


class NotExecuted(Unavailable):
    """The call was never sent, or turned away at the door: certainly nothing was done."""


@dataclass(frozen=True)
class ApiCall:
    """One request. `patience` is how many seconds the answer may take."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    timeout_seconds: float = 20.0

    @property
    def headers(self) -> dict[str, str]:
        """What the call says about formats."""
        is_connections = self.path.startswith("/v1/connections")
        return {"Accept": ACCEPT_VERSION_2 if is_connections else "application/json"}

    def next_page(self, cursor: str) -> "ApiCall":
        """The same list from `cursor` on."""
        return replace(self, query={**self.query, "cursor": cursor})


def list_call(path: str, **filters: str) -> ApiCall:
    """A list, in pages as large as they come."""
    return ApiCall("GET", path, {**filters, "limit": str(FIVETRAN_PAGE_SIZE)})


def parse_response(status: int, headers: Mapping[str, str], raw: bytes) -> dict[str, Any]:
    """The `data` of an answer (empty for actions, which have none); raises the failure that it means."""
    body = _parsed(raw)
    if 200 <= status < 300:
        if body is None:
            raise Unavailable("Fivetran gave an answer that is not its own; something is between us.")
        return dict(body.get("data") or {})
    raise _failure(status, headers, str((body or {}).get("message") or f"HTTP status {status}"))


def next_cursor(data: Mapping[str, Any]) -> str | None:
    """Where the list goes on; None at its end, which Fivetran may mark by null, "" or nothing at all."""
    return data.get("next_cursor") or None


def _failure(status: int, headers: Mapping[str, str], message: str) -> Exception:
    if status == 401:
        return Misconfigured("Fivetran does not accept our API key; an operator has to renew it.")
    if status == 403:
        return Misconfigured(
            "Our Fivetran API key may not do this; an operator has to widen its permissions."
        )
    if status == 429:
        return NotExecuted("Fivetran allows no more requests for now.", retry_after(headers))
    if status == 404:
        return NotFound(f"Fivetran does not find it: {message}")
    if status == 409:
        return Conflict(f"Fivetran refuses this: {message}")
    if 400 <= status < 500 and status != 408:
        return Refused(f"Fivetran refuses this: {message}")
    return Unavailable("Fivetran has trouble right now.", retry_after(headers))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """For how many seconds Fivetran wants to be left alone; None when it does not say."""
    value = headers.get("Retry-After") or headers.get("retry-after") or ""
    return float(value) if value.isdigit() else None


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(raw)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
