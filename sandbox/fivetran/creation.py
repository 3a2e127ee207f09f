"""`POST /v1/connections`: https://fivetran.com/docs/rest-api/api-reference/connections/create-connection."""

from typing import Any

from starlette.responses import Response

from sandbox.fivetran.account import Account
from sandbox.fivetran.connection import Connection, connection_json
from sandbox.fivetran.credentials import check_config, mask_secrets
from sandbox.fivetran.destination_names import destination_names, schema_of
from sandbox.fivetran.endpoint import Call
from sandbox.fivetran.envelope import conflict, invalid, success
from sandbox.fivetran.seed_history import default_settings
from sandbox.fivetran.services import Service
from sandbox.fivetran.setup_tests import run_tests
from sandbox.fivetran.sync_simulation import Event
from sandbox.fivetran.validation import check_attributes, check_fields, stored_settings


def create(call: Call) -> Response:
    """Create a connection: 201, even when its setup tests fail."""
    account, body = call.account, call.body
    service = _service(account, body)
    account.group(_required(body, "group_id"), call.key)
    check_attributes(body, creating=True)
    connection = account.add(_build(call, service))
    account.notify_webhooks(connection, [Event("create_connector", connection.created_at)])
    extra = _optional_parts(call, connection)
    data = {**connection_json(account.refresh(connection), call.account.clock.iso), **extra}
    return success(data, 201, "Connection has been created")


def _required(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise invalid(f"Field '{name}' is required")
    return value


def _service(account: Account, body: dict[str, Any]) -> Service:
    ident = _required(body, "service")
    service = account.services.get(ident)
    if service is None or service.summary["service_status"] in ("sunset", "development"):
        raise invalid(f"Unsupported service '{ident}'")
    return service


def _build(call: Call, service: Service) -> Connection:
    account, body = call.account, call.body
    config, auth = body.get("config") or {}, body.get("auth")
    names = _names(call, service, config)
    _check_contents(service, config, auth)
    plain = {name: value for name, value in config.items() if name not in names}
    return Connection(
        id="",
        group_id=body["group_id"],
        service=service,
        schema=schema_of(names),
        created_at=call.account.clock.now(),
        names=names,
        config=mask_secrets(plain, service.config),
        settings=default_settings(**stored_settings(body)),
        credentials=check_config(plain, auth, service.config),
        connected_by=None,
        paused=bool(body.get("paused", False)),
        hours=account.hours.get(service.id, service.hours),
    )


def _names(call: Call, service: Service, config: Any) -> dict[str, str]:
    if not isinstance(config, dict):
        raise invalid("Field 'config' must be an object")
    names = destination_names(service, config)
    if call.account.has_name(call.body["group_id"], schema_of(names)):
        raise conflict(f"A connection with the name '{schema_of(names)}' already exists in this group.")
    return names


def _check_contents(service: Service, config: dict[str, Any], auth: Any) -> None:
    check_fields(config, service.config, "config")
    if auth is None:
        return
    if service.auth is None:
        raise invalid(f"Service '{service.id}' cannot be authorized over the API")
    check_fields(auth, service.auth, "auth")


def _optional_parts(call: Call, connection: Connection) -> dict[str, Any]:
    body = call.body
    extra: dict[str, Any] = {}
    if body.get("run_setup_tests", True):
        extra["setup_tests"] = run_tests(call.account, connection)
    if "connect_card_config" in body:
        config = body["connect_card_config"]
        extra |= {"connect_card": call.account.issue_card(connection, config), "connect_card_config": config}
    return extra
