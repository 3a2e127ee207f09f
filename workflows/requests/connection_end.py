"""The end of a connection needs proof: Fivetran's own answer, twice, with time between, and its list agreeing."""

from datetime import datetime, timedelta

from workflows.connections.model import Connection, Health
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import Event

SECOND_LOOK_AFTER = timedelta(minutes=5)
"""Time between two answers of Fivetran that a connection doesn't exist. Then it counts as deleted."""
GONE_KEY = "gone"
"""Start of the state key of a connection that Fivetran's list lacks."""


def gone_state_key(missing_since: datetime | None, now: datetime) -> str:
    """Return the state key of a connection that the list lacks; it changes when the next look is due."""
    looks = int((now - missing_since) / SECOND_LOOK_AFTER) if missing_since else 0
    return f"{GONE_KEY} {looks}" if looks > 0 else GONE_KEY


def is_listed(request: ConnectorRequest) -> bool:
    """Return whether the last poll didn't find the request's connection gone from the list."""
    return not (request.connection_state_key or "").startswith(GONE_KEY)


def retire_if_proven(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Retire a request whose connection Fivetran doesn't know, but not at the first look."""
    now, since = ports.clock.now(), request.connection_missing_since
    if since is None:
        return ports.requests.update(request, connection_missing_since=now)
    if is_listed(request) or now - since < SECOND_LOOK_AFTER:
        return request
    return ports.requests.transition(request, Event.CONNECTION_DELETED)


def return_event(request: ConnectorRequest, connection: Connection) -> Event:
    """Return the event that leads from retired to the state of a connection that is back."""
    if not connection.is_connected and connection.setup_state != "broken":
        return Event.CONNECTION_FOUND
    if connection.health is Health.BROKEN:
        return Event.BROKE
    return Event.RECOVERED if request.first_synced_at else Event.RESUMED
