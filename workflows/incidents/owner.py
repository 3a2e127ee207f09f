"""Who owns a connection, and who uses its data, for its incidents."""

from dataclasses import dataclass

from workflows.requests.model import ConnectorRequest
from workflows.requests.removals import REMOVED


@dataclass(frozen=True)
class Owner:
    """The owner of a connection."""

    user_id: str
    """Slack user id."""
    name: str = ""
    """Empty if it isn't known."""


def find_owner(request: ConnectorRequest | None) -> Owner | None:
    """Return the owner of a connection that was requested here: its requester. None for all others."""
    if request is None or request.is_closed:
        return None
    return Owner(request.requester, request.names.get(request.requester, ""))


def find_users(request: ConnectorRequest | None) -> str:
    """Return who uses the data of a connection, in the words of its request; empty if that isn't known."""
    if request is None or request.is_closed or request.answers.access == REMOVED:
        return ""
    return " ".join(request.answers.access.split())
