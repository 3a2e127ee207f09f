"""`/v1/connections` and `/v1/groups/{id}/connections`: list, show, change, delete.

https://fivetran.com/docs/rest-api/api-reference/connections
"""

from typing import Any

from starlette.responses import Response

from sandbox.fivetran.connection import Connection, Credentials, connection_json
from sandbox.fivetran.credentials import check_config, mask_secrets
from sandbox.fivetran.endpoint import Call
from sandbox.fivetran.envelope import invalid, message_only, success
from sandbox.fivetran.failure_modes import restart_history
from sandbox.fivetran.paging import list_body, page
from sandbox.fivetran.setup_tests import run_tests
from sandbox.fivetran.sync_simulation import Event, schedule_sync, stop_syncing
from sandbox.fivetran.validation import TEST_FLAGS, check_attributes, check_fields, stored_settings


def index(call: Call) -> Response:
    """List connections without their `config`. `schema` is an exact match."""
    account = call.account
    group_id = call.path.get("group") or call.query.get("group_id")
    if "group" in call.path:
        account.group(call.path["group"], call.key)
    found = list(account.find_all(group_id, call.query.get("schema"), call.key))
    items, cursor = page(found, call.query)
    iso = call.account.clock.iso
    return success(list_body([connection_json(account.refresh(item), iso, in_list=True) for item in items], cursor))


def show(call: Call) -> Response:
    """Return one current connection."""
    return success(connection_json(call.account.connection(call.path["id"], call.key), call.account.clock.iso))


def change(call: Call) -> Response:
    """Change a connection. Run the setup tests unless `run_setup_tests` is false."""
    account, body = call.account, call.body
    connection = account.connection(call.path["id"], call.key)
    if not set(body) - set(TEST_FLAGS):
        raise invalid("At least one persistent field must be given")
    check_attributes(body, creating=False)
    _change_contents(connection, body)
    connection.settings.update(stored_settings(body))
    account.notify_webhooks(connection, [Event("edit_connector", call.account.clock.now())])
    tests = {"setup_tests": run_tests(call.account, connection)} if body.get("run_setup_tests", True) else {}
    account.notify_webhooks(connection, _change_pace(connection, body, call.account.clock.now()))
    data = {**connection_json(account.refresh(connection), call.account.clock.iso), **tests}
    return success(data, message="Connection has been updated")


def delete(call: Call) -> Response:
    """Delete a connection. Its tables stay in the destination."""
    account = call.account
    connection = account.connection(call.path["id"], call.key)
    account.remove(connection)
    account.notify_webhooks(connection, [Event("delete_connector", call.account.clock.now())])
    return message_only(f"Connection with id '{connection.id}' has been deleted")


def _change_contents(connection: Connection, body: dict[str, Any]) -> None:
    config, auth, service = body.get("config", {}), body.get("auth"), connection.service
    check_fields(config, service.config, "config")
    for name in connection.names:
        if name in config:
            raise invalid(f"Field 'config.{name}' cannot be changed after the connection was created")
    if auth is not None:
        check_fields(auth, service.auth or {"properties": {}}, "auth")
    connection.config.update(mask_secrets(config, service.config))
    judgement = check_config(config, auth, service.config)
    if judgement is not Credentials.NONE:
        connection.credentials = judgement


def _change_pace(connection: Connection, body: dict[str, Any], now: float) -> list[Event]:
    news: list[Event] = []
    if body.get("is_historical_sync"):
        news += restart_history(connection, now)
    if "paused" in body and body["paused"] != connection.paused:
        connection.paused = body["paused"]
        news += stop_syncing(connection, now) if connection.paused else []
        news.append(Event("pause_connector" if connection.paused else "resume_connector", now))
    if connection.can_sync and not connection.run:
        schedule_sync(connection, now)
    return news
