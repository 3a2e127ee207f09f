"""Follow a connection from its first credentials to its first data, and beyond."""

from workflows.connections.model import Connection, Health
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import CONNECTED_STATUSES, Event, Status


def track_connection(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Take a fresh look at the connection and let happen what has happened to it.

    Only a fresh answer of Fivetran is believed: not a web hook, not a redirect, not what a poll saw before.
    """
    if request.status not in CONNECTED_STATUSES or request.connection_id is None:
        return request
    connection = ports.connections.fetch(request.connection_id)
    if connection is None:
        return ports.requests.transition(request.id, Event.CONNECTION_DELETED)
    if request.answers.is_custom and request.dataset != connection.name:  # joined before names were kept
        request = ports.requests.update(request.id, connection_name=connection.name)
    if request.status is Status.AWAITING_CREDENTIALS:
        return _start(request, ports) if connection.is_connected else request
    event = detect_event(request, connection)
    if event is None:
        return request
    if event is Event.HISTORY_SYNCED:
        return ports.requests.transition(request.id, event, first_synced_at=connection.succeeded_at)
    return ports.requests.transition(request.id, event)


def detect_event(request: ConnectorRequest, connection: Connection) -> Event | None:
    """What has happened to a request whose connection now looks like this."""
    broken = connection.health is Health.BROKEN
    if request.status is Status.SYNCING_HISTORY and connection.has_synced:
        return Event.HISTORY_SYNCED
    if request.status in {Status.SYNCING_HISTORY, Status.LIVE} and broken:
        return Event.BROKE
    if request.status is Status.BROKEN and not broken:
        return Event.RECOVERED if request.first_synced_at else Event.RESUMED
    return None


def _start(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Credentials are in: test them, and let the connection sync when the tests pass."""
    connection_id = str(request.connection_id)
    failures = tuple(
        test.summary for test in ports.connections.run_setup_tests(connection_id) if test.has_failed
    )
    if failures:
        # The owner may mend it before the next poll, which then sees nothing new. So it is taken for new,
        # once: the same failures again are not worth a third look.
        seen = request.connection_state_key if failures == request.failed_tests else None
        request = ports.requests.update(request.id, failed_tests=failures, connection_state_key=seen)
        ports.cards.notify_failed_tests(request)
        return request
    ports.connections.resume(connection_id)
    return ports.requests.transition(
        request.id, Event.CREDENTIALS_ACCEPTED, syncing_since=ports.clock.now(), failed_tests=()
    )
