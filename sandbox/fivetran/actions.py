"""Actions on a connection: test, sync, re-sync, Connect Card, and sync history."""

from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from sandbox.fivetran.connection import Connection, connection_json
from sandbox.fivetran.endpoint import Call
from sandbox.fivetran.envelope import conflict, invalid, message_only, success
from sandbox.fivetran.failure_modes import restart_history
from sandbox.fivetran.paging import list_body, page
from sandbox.fivetran.setup_tests import run_tests
from sandbox.fivetran.sync_simulation import Event, start_sync, stop_syncing
from sandbox.fivetran.validation import check_redirect

WEEK = 7 * 86400.0


def test(call: Call) -> Response:
    """Run the setup tests. A body is required, even an empty one."""
    if not call.has_body:
        raise invalid("A request body is required")
    connection = call.account.connection(call.path["id"], call.key)
    tests = run_tests(call.account, connection)
    data = {**connection_json(connection, call.account.clock.iso), "setup_tests": tests}
    return success(data, message="Setup tests have been completed")


def sync(call: Call) -> Response:
    """Start a sync. A running sync continues unless `force` is true. A paused connection stays paused."""
    account, now = call.account, call.account.clock.now()
    connection = account.connection(call.path["id"], call.key)
    if call.body.get("force") and connection.run:
        account.notify_webhooks(connection, stop_syncing(connection, now))
    if connection.can_sync and not connection.run:
        account.notify_webhooks(connection, [Event("force_update_connector", now), start_sync(connection, now)])
    return message_only("Sync has been successfully triggered for connection with id '" + connection.id + "'")


def resync(call: Call) -> Response:
    """Load all data, or the tables of `scope`, again."""
    account, now = call.account, call.account.clock.now()
    connection = account.connection(call.path["id"], call.key)
    _check_scope(connection, call.body)
    if connection.run and connection.run.historical:
        raise conflict("A historical sync is running and cannot be completed now.")
    news = [] if "scope" in call.body else restart_history(connection, now)
    account.notify_webhooks(connection, [*news, Event("resync_connector", now)])
    return message_only("Re-sync has been triggered successfully")


def connect_card(call: Call) -> Response:
    """Create a Connect Card for this connection."""
    connection = call.account.connection(call.path["id"], call.key)
    config = check_redirect(call.body.get("connect_card_config"))
    card = call.account.issue_card(connection, config)
    data = {"connector_id": connection.id, "connect_card": card, "connect_card_config": config}
    return success(data, message="Connect Card has been created")


def sync_history(call: Call) -> Response:
    """List syncs that began within a window of at most seven days (default: the last hour)."""
    connection = call.account.connection(call.path["id"], call.key)
    since, until = _window(call)
    records = [dict(record) for record in connection.history if since <= record["start"] < until]
    if connection.run and since <= connection.run.started < until:
        records.append(_running_sync(connection))
    items, cursor = page([_sync_json(record, call) for record in reversed(records)], call.query)
    return success(list_body(items, cursor))


def _check_scope(connection: Connection, body: dict[str, Any]) -> None:
    if not connection.service.resyncs:
        raise invalid(f"Service '{connection.service.id}' cannot be re-synced")
    scope = body.get("scope", {"*": ["*"]})
    if not isinstance(scope, dict) or not scope or not all(scope.values()):
        raise invalid("Field 'scope' must name schemas, and tables of each")


def _window(call: Call) -> tuple[float, float]:
    start, end = _moment(call, "start_time"), _moment(call, "end_time")
    if start is None:
        end = call.account.clock.now() if end is None else end
        start = end - 3600
    end = start + 3600 if end is None else end
    if not 0 < end - start <= WEEK:
        raise invalid("The window must end after it starts and span at most 7 days")
    return start, end


def _moment(call: Call, name: str) -> float | None:
    try:
        given = call.query.get(name)
        moment = datetime.fromisoformat(given) if given else None
    except ValueError:
        raise invalid(f"Query parameter '{name}' must be a time in ISO 8601") from None
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _running_sync(connection: Connection) -> dict[str, Any]:
    assert connection.run
    stages = {stage: {"volume": None} for stage in ("extract", "process", "load")}
    start = connection.run.started
    return {
        "sync_id": connection.run.sync_id,
        "start": start,
        "end": None,
        "status": "INCOMPLETE",
        "stages": stages,
    }


def _sync_json(record: dict[str, Any], call: Call) -> dict[str, Any]:
    iso = call.account.clock.iso
    end = None if record["end"] is None else iso(record["end"])
    return {**record, "start": iso(record["start"]), "end": end}
