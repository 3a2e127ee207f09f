"""`/v1/connections/{id}/schemas`: the loaded tables. Unknown until the first sync or a reload."""

from typing import Any

from starlette.responses import Response

from sandbox.fivetran.connection import Connection
from sandbox.fivetran.endpoint import Call
from sandbox.fivetran.envelope import Problem, invalid, not_found, success
from sandbox.fivetran.tables import capture, columns

HANDLINGS = ("ALLOW_ALL", "ALLOW_COLUMNS", "BLOCK_ALL")
MODES = ("SOFT_DELETE", "HISTORY", "LIVE")


def show(call: Call) -> Response:
    """Return the schema config, or 404 before tables are captured."""
    return success(_schema_json(_captured(call)))


def reload(call: Call) -> Response:
    """Capture the tables again. The connection must be connected."""
    connection = call.account.connection(call.path["id"], call.key)
    _check_connected(connection)
    connection.tables = {**capture(connection.service.id), **(connection.tables or {})}
    return success(_schema_json(connection))


def change(call: Call) -> Response:
    """Change how new tables are handled, or change tables of the schema."""
    connection = _captured(call)
    handling = call.body.get("schema_change_handling", connection.change_handling)
    if handling not in HANDLINGS:
        raise invalid(f"Field 'schema_change_handling' must be one of {', '.join(HANDLINGS)}")
    for name, schema in call.body.get("schemas", {}).items():
        _check_name(connection, name)
        for table, facts in schema.get("tables", {}).items():
            _change_table(connection, table, facts)
    connection.change_handling = handling
    return success(_schema_json(connection))


def change_table(call: Call) -> Response:
    """Change one table."""
    connection = _captured(call)
    _check_name(connection, call.path["schema"])
    _change_table(connection, call.path["table"], call.body)
    return success(_schema_json(connection))


def table_columns(call: Call) -> Response:
    """Return the columns of a table from the source."""
    connection = _captured(call)
    _check_connected(connection)
    _check_name(connection, call.path["schema"])
    if call.path["table"] not in (connection.tables or {}):
        raise not_found("Table", call.path["table"])
    return success({"columns": columns()})


def _captured(call: Call) -> Connection:
    connection = call.account.connection(call.path["id"], call.key)
    if connection.tables is None:
        words = f"Connection with id '{connection.id}' doesn't have schema config"
        raise Problem(404, "NotFound_SchemaConfig", words)
    return connection


def _check_connected(connection: Connection) -> None:
    state = connection.setup_state
    if state != "connected":
        raise invalid(f"The setup state ('status.setup_state') must be 'connected', but it is '{state}'.")


def _check_name(connection: Connection, name: str) -> None:
    if name != connection.service.id:
        raise not_found("Schema", name)


def _change_table(connection: Connection, name: str, facts: dict[str, Any]) -> None:
    table = (connection.tables or {}).get(name)
    if table is None:
        raise not_found("Table", name)
    if not isinstance(facts.get("enabled", True), bool) or facts.get("sync_mode", MODES[0]) not in MODES:
        raise invalid(f"Table '{name}' takes 'enabled' (true or false) and 'sync_mode' ({', '.join(MODES)})")
    table.update({key: facts[key] for key in ("enabled", "sync_mode") if key in facts})


def _schema_json(connection: Connection) -> dict[str, Any]:
    """Return the schema config, keyed by the source's name for the schema."""
    in_destination = connection.schema.split(".")[0]
    schema = {"name_in_destination": in_destination, "enabled": True, "tables": connection.tables}
    return {
        "schema_change_handling": connection.change_handling,
        "enable_new_by_default": connection.change_handling == "ALLOW_ALL",
        "schemas": {connection.service.id: schema},
    }
