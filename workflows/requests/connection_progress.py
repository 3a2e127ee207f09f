"""Follow a connection from its first credentials to its first data, and beyond."""

from workflows.connections.model import Connection, Health
from workflows.requests.connection_end import is_listed, retire_if_proven, return_event
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import CONNECTED_STATUSES, Event, Status


def track_connection(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Fetch the connection and apply what has happened to it.

    Only Fivetran's current answer counts: never a webhook, a redirect, or an earlier poll.
    """
    is_retired = request.status is Status.RETIRED
    is_followed = request.status in CONNECTED_STATUSES or (is_retired and _is_back(request))
    if request.connection_id is None or not is_followed:
        return request
    connection = ports.connections.fetch(request.connection_id)
    if connection is None:
        return request if is_retired else retire_if_proven(request, ports)
    if request.connection_missing_since:
        request = ports.requests.update(request, connection_missing_since=None)
    if is_retired:
        return ports.requests.transition(request, return_event(request, connection))
    if request.answers.is_custom and request.dataset != connection.name:  # linked before names were stored
        request = ports.requests.update(request, connection_name=connection.name)
    if request.status is Status.AWAITING_CREDENTIALS:
        return _start_sync(request, ports) if connection.is_connected else request
    event = detect_event(request, connection)
    if event is None:
        return _note_sign_in(request, connection, ports)
    if event is Event.BROKE:
        since = ports.clock.now() if connection.needs_sign_in else None
        return ports.requests.transition(request, event, sign_in_needed_since=since)
    if event is Event.HISTORY_SYNCED:
        return ports.requests.transition(request, event, first_synced_at=connection.succeeded_at)
    return ports.requests.transition(request, event, sign_in_needed_since=None)


def _note_sign_in(request: ConnectorRequest, connection: Connection, ports: RequestPorts) -> ConnectorRequest:
    """Save whether a broken connection needs its owner to sign in again."""
    is_noted = request.sign_in_needed_since is not None
    if request.status is not Status.BROKEN or connection.needs_sign_in == is_noted:
        return request
    return ports.requests.update(request, sign_in_needed_since=None if is_noted else ports.clock.now())


def _is_back(request: ConnectorRequest) -> bool:
    """Whether a poll listed the connection again. Without a poll, it isn't looked up."""
    return request.connection_state_key is not None and is_listed(request)


def detect_event(request: ConnectorRequest, connection: Connection) -> Event | None:
    """Return the event that leads from the request's status to the connection's current state, if any."""
    is_broken = connection.health is Health.BROKEN
    if request.status is Status.SYNCING_HISTORY and connection.succeeded_at:  # older history can go on loading
        return Event.HISTORY_SYNCED
    if request.status in {Status.SYNCING_HISTORY, Status.LIVE} and is_broken:
        return Event.BROKE
    if request.status is Status.BROKEN and not is_broken:
        return Event.RECOVERED if request.first_synced_at else Event.RESUMED
    return None


def _start_sync(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Run the setup tests on the new credentials, and resume the connection if they pass."""
    connection_id = str(request.connection_id)
    tests = ports.connections.run_setup_tests(connection_id)
    failures = tuple(test.summary for test in tests if test.has_failed)
    if failures:
        return _report_failures(request, failures, ports)
    ports.connections.resume(connection_id)
    now, usual = ports.clock.now(), ports.requests.usual_history_sync(request.answers.service)
    expected_by = now + usual if usual else None
    return ports.requests.transition(
        request, Event.CREDENTIALS_ACCEPTED, syncing_since=now, history_expected_by=expected_by, failed_tests=()
    )


def _report_failures(request: ConnectorRequest, failures: tuple[str, ...], ports: RequestPorts) -> ConnectorRequest:
    """Save the failed tests. The journey message notifies the owner.

    The owner can fix the credentials before the next poll, which then sees the same state as now. Clearing
    the state key makes that poll count as a change, once: repeated failures keep their key.
    """
    state_key = request.connection_state_key if failures == request.failed_tests else None
    facts = {"failed_tests": failures, "tests_failed_for": request.credentials_asked_at}
    return ports.requests.update(request, connection_state_key=state_key, **facts)
