"""What a connection can be told to do: test, sync, re-sync, hand out a Connect Card, show its history."""

from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from sandbox.fivetran.card import issue
from sandbox.fivetran.connection import Connection, shown
from sandbox.fivetran.door import Call
from sandbox.fivetran.envelope import conflict, done, invalid, success
from sandbox.fivetran.life import Happening, rest, start
from sandbox.fivetran.paging import listed, page
from sandbox.fivetran.testing import run_tests
from sandbox.fivetran.trouble import begin_anew
from sandbox.fivetran.validation import check_redirect

WEEK = 7 * 86400.0


def test(call: Call) -> Response:
    """Run the setup tests; a body is required, even if it is empty."""
    if not call.has_body:
        raise invalid("A request body is required")
    connection = call.world.fivetran.connection(call.path["id"], call.key)
    tests = run_tests(call.world, connection)
    data = {**shown(connection, call.world.clock.iso), "setup_tests": tests}
    return success(data, message="Setup tests have been completed")


def sync(call: Call) -> Response:
    """Sync now. A running sync goes on, unless `force` is true; a paused connection stays as it is."""
    account, now = call.world.fivetran, call.world.clock.now()
    connection = account.connection(call.path["id"], call.key)
    if call.body.get("force") and connection.run:
        account.tell(connection, rest(connection, now))
    if connection.may_run and not connection.run:
        account.tell(connection, [Happening("force_update_connector", now), start(connection, now)])
    return done("Sync has been successfully triggered for connection with id '" + connection.id + "'")


def resync(call: Call) -> Response:
    """Load everything (or the tables of `scope`) again."""
    account, now = call.world.fivetran, call.world.clock.now()
    connection = account.connection(call.path["id"], call.key)
    _check_scope(connection, call.body)
    if connection.run and connection.run.historical:
        raise conflict("A historical sync is running and cannot be completed now.")
    news = [] if "scope" in call.body else begin_anew(connection, now)
    account.tell(connection, [*news, Happening("resync_connector", now)])
    return done("Re-sync has been triggered successfully")


def connect_card(call: Call) -> Response:
    """A new Connect Card for this connection."""
    connection = call.world.fivetran.connection(call.path["id"], call.key)
    config = check_redirect(call.body.get("connect_card_config"))
    card = issue(call.world, connection, config)
    data = {"connector_id": connection.id, "connect_card": card, "connect_card_config": config}
    return success(data, message="Connect Card has been created")


def sync_history(call: Call) -> Response:
    """Syncs that began within a window of at most seven days; the last hour when no window is given."""
    connection = call.world.fivetran.connection(call.path["id"], call.key)
    since, until = _window(call)
    records = [dict(record) for record in connection.history if since <= record["start"] < until]
    if connection.run and since <= connection.run.started < until:
        records.append(_running(connection))
    items, cursor = page([_timed(record, call) for record in reversed(records)], call.query)
    return success(listed(items, cursor))


def _check_scope(connection: Connection, body: dict[str, Any]) -> None:
    if not connection.service.resyncs:
        raise invalid(f"Service '{connection.service.id}' cannot be re-synced")
    scope = body.get("scope", {"*": ["*"]})
    if not isinstance(scope, dict) or not scope or not all(scope.values()):
        raise invalid("Field 'scope' must name schemas, and tables of each")


def _window(call: Call) -> tuple[float, float]:
    start, end = _moment(call, "start_time"), _moment(call, "end_time")
    if start is None:
        end = call.world.clock.now() if end is None else end
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


def _running(connection: Connection) -> dict[str, Any]:
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


def _timed(record: dict[str, Any], call: Call) -> dict[str, Any]:
    iso = call.world.clock.iso
    end = None if record["end"] is None else iso(record["end"])
    return {**record, "start": iso(record["start"]), "end": end}
