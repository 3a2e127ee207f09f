"""Who uses the data of a connection, for its incidents."""

from workflows.requests.model import ConnectorRequest
from workflows.requests.removals import REMOVED


def find_users(request: ConnectorRequest | None) -> str:
    """Return who uses the data of a connection, in the words of its request; empty if that isn't known."""
    if request is None or request.is_closed or request.answers.access == REMOVED:
        return ""
    return " ".join(request.answers.access.split())
