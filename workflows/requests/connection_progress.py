"""Follow a connection from its first credentials to its first data, and beyond."""

from workflows.connections.model import Connection, Health
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import Desk
from workflows.requests.state_machine import CONNECTED, Event, Status


def follow(request: ConnectorRequest, desk: Desk) -> ConnectorRequest:
    """Take a fresh look at the connection and let happen what has happened to it.

    Only a fresh answer of Fivetran is believed: not a web hook, not a redirect, not what a poll saw before.
    """
    if request.status not in CONNECTED or request.connection_id is None:
        return request
    connection = desk.connectors.look(request.connection_id)
    if connection is None:
        return desk.requests.move(request.id, Event.CONNECTION_GONE)
    if request.answers.is_custom and request.dataset != connection.name:  # joined before names were kept
        request = desk.requests.note(request.id, connection_name=connection.name)
    if request.status is Status.AWAITING_CREDENTIALS:
        return _start(request, desk) if connection.is_connected else request
    event = happened(request, connection)
    if event is None:
        return request
    if event is Event.HISTORY_SYNCED:
        return desk.requests.move(request.id, event, first_synced_at=connection.succeeded_at)
    return desk.requests.move(request.id, event)


def happened(request: ConnectorRequest, connection: Connection) -> Event | None:
    """What has happened to a request whose connection now looks like this."""
    broken = connection.health is Health.BROKEN
    if request.status is Status.SYNCING_HISTORY and connection.has_synced:
        return Event.HISTORY_SYNCED
    if request.status in {Status.SYNCING_HISTORY, Status.LIVE} and broken:
        return Event.BROKE
    if request.status is Status.BROKEN and not broken:
        return Event.RECOVERED if request.first_synced_at else Event.RESUMED
    return None


def _start(request: ConnectorRequest, desk: Desk) -> ConnectorRequest:
    """Credentials are in: test them, and let the connection sync when the tests pass."""
    connection_id = str(request.connection_id)
    failures = tuple(test.words for test in desk.connectors.test(connection_id) if test.failed)
    if failures:
        # The owner may mend it before the next poll, which then sees nothing new. So it is taken for new,
        # once: the same failures again are not worth a third look.
        seen = request.connection_seen if failures == request.tests else None
        request = desk.requests.note(request.id, tests=failures, connection_seen=seen)
        desk.announcer.report_tests(request)
        return request
    desk.connectors.unpause(connection_id)
    return desk.requests.move(
        request.id, Event.CREDENTIALS_ACCEPTED, syncing_since=desk.clock.now(), tests=()
    )
