"""`/v1/connections` and `/v1/groups/{id}/connections`: list, look, change, delete.

https://fivetran.com/docs/rest-api/api-reference/connections
"""

from typing import Any

from starlette.responses import Response

from sandbox.fivetran.connection import Connection, Credentials, shown
from sandbox.fivetran.credentials import judged, masked
from sandbox.fivetran.door import Call
from sandbox.fivetran.envelope import done, invalid, success
from sandbox.fivetran.life import Happening, rest, wake
from sandbox.fivetran.paging import listed, page
from sandbox.fivetran.testing import run_tests
from sandbox.fivetran.trouble import begin_anew
from sandbox.fivetran.validation import FOR_TESTS, check_attributes, check_fields, kept


def index(call: Call) -> Response:
    """List connections; `schema` is an exact match. Each item is without its `config`."""
    account = call.world.fivetran
    group_id = call.path.get("group") or call.query.get("group_id")
    if "group" in call.path:
        account.group(call.path["group"], call.key)
    found = list(account.matching(group_id, call.query.get("schema"), call.key))
    items, cursor = page(found, call.query)
    iso = call.world.clock.iso
    return success(listed([shown(account.caught_up(item), iso, in_list=True) for item in items], cursor))


def show(call: Call) -> Response:
    """One connection, as it is now."""
    return success(shown(call.world.fivetran.connection(call.path["id"], call.key), call.world.clock.iso))


def change(call: Call) -> Response:
    """Change a connection. Runs the setup tests unless `run_setup_tests` is false."""
    account, body = call.world.fivetran, call.body
    connection = account.connection(call.path["id"], call.key)
    if not set(body) - set(FOR_TESTS):
        raise invalid("At least one persistent field must be given")
    check_attributes(body, creating=False)
    _change_contents(connection, body)
    connection.settings.update(kept(body))
    account.tell(connection, [Happening("edit_connector", call.world.clock.now())])
    tests = {"setup_tests": run_tests(call.world, connection)} if body.get("run_setup_tests", True) else {}
    account.tell(connection, _change_pace(connection, body, call.world.clock.now()))
    data = {**shown(account.caught_up(connection), call.world.clock.iso), **tests}
    return success(data, message="Connection has been updated")


def delete(call: Call) -> Response:
    """Delete a connection; its tables stay where they are."""
    account = call.world.fivetran
    connection = account.connection(call.path["id"], call.key)
    account.remove(connection)
    account.tell(connection, [Happening("delete_connector", call.world.clock.now())])
    return done(f"Connection with id '{connection.id}' has been deleted")


def _change_contents(connection: Connection, body: dict[str, Any]) -> None:
    config, auth, service = body.get("config", {}), body.get("auth"), connection.service
    check_fields(config, service.config, "config")
    for name in connection.names:
        if name in config:
            raise invalid(f"Field 'config.{name}' cannot be changed after the connection was created")
    if auth is not None:
        check_fields(auth, service.auth or {"properties": {}}, "auth")
    connection.config.update(masked(config, service.config))
    judgement = judged(config, auth, service.config)
    if judgement is not Credentials.NONE:
        connection.credentials = judgement


def _change_pace(connection: Connection, body: dict[str, Any], now: float) -> list[Happening]:
    news: list[Happening] = []
    if body.get("is_historical_sync"):
        news += begin_anew(connection, now)
    if "paused" in body and body["paused"] != connection.paused:
        connection.paused = body["paused"]
        news += rest(connection, now) if connection.paused else []
        news.append(Happening("pause_connector" if connection.paused else "resume_connector", now))
    if connection.may_run and not connection.run:
        wake(connection, now)
    return news
