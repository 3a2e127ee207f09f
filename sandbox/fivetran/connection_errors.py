"""The active errors of a connection, which only accounts in the private preview can read.

https://fivetran.com/docs/developer-resources/rest-api/api-reference/connections/connection-errors
"""

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from sandbox.fivetran.connection import Connection, Failure
from sandbox.fivetran.endpoint import Call
from sandbox.fivetran.envelope import Problem, success
from sandbox.fivetran.paging import list_body, page

TEXTS: dict[Failure, tuple[str, str, str, str]] = {
    Failure.RECONNECT: (
        "reconnect",
        "Reconnect",
        "The sign-in to {name} was revoked.",
        "Sign in to {name} as an administrator and authorize Fivetran again on the Setup tab.",
    ),
    Failure.SYNC: (
        "unknown_sync_failure",
        "Sync failure",
        "{name} answered with an error.",
        "Check that {name} is available and that the account isn't locked. Then start a sync.",
    ),
}
"""Failure → type, title, reason, and the description with its remedy."""


def index(call: Call) -> Response:
    """List the active errors of a connection. The status of a refusal isn't documented."""
    connection = call.account.connection(call.path["id"], call.key)
    if not call.account.has_errors_preview:
        raise Problem(403, "Forbidden", "This feature is in private preview. Contact support to enable it.")
    items, cursor = page(list(_errors(connection, call)), call.query)
    return success(list_body(items, cursor))


def _errors(connection: Connection, call: Call) -> Iterator[dict[str, Any]]:
    if connection.failure not in TEXTS:
        return
    name = str(connection.service.facts["name"])
    kind, title, reason, message = (text.format(name=name) for text in TEXTS[connection.failure])
    at = connection.failed_at or call.account.clock.now()
    yield {
        "type": kind,
        "title": title,
        "reason": reason,
        "message": message,
        "created_at": call.account.clock.iso(at),
    }
