"""Control verbs of the Fivetran account.

Each verb takes the account and its JSON arguments and returns JSON, usually the changed connection.
It raises Refusal for arguments that make no sense.
"""

from collections.abc import Callable
from typing import Any

from sandbox.errors import Refusal
from sandbox.fivetran.account import Account
from sandbox.fivetran.connect_card_setup import complete_card
from sandbox.fivetran.connection import Connection, Credentials, connection_json
from sandbox.fivetran.failure_modes import break_connection, mark_connected, repair
from sandbox.fivetran.seed_history import default_settings
from sandbox.fivetran.services import Service
from sandbox.fivetran.sync_simulation import schedule_sync
from sandbox.fivetran.users import DEV, PROD

FAILURES = ("reconnect", "sync", "delayed", "rescheduled", "schema")
GROUPS = {"dev": DEV, "prod": PROD}


def completes_card(account: Account, args: dict[str, Any]) -> dict[str, Any]:
    """Complete the Connect Card as its owner: {"connection_id" or "schema", "good": true}."""
    connection = _find(account, args)
    return {
        **_json(account, connection),
        "accepted": complete_card(account, connection, bool(args.get("good", True))),
    }


def breaks(account: Account, args: dict[str, Any]) -> dict[str, Any]:
    """Break a connection: {"connection_id" or "schema", "how": one of FAILURES}."""
    connection, how = _find(account, args), args.get("how", "reconnect")
    if how not in FAILURES:
        raise Refusal(f"how must be one of {', '.join(FAILURES)}")
    account.notify_webhooks(connection, break_connection(connection, how, account.clock.now()))
    return _json(account, connection)


def heals(account: Account, args: dict[str, Any]) -> dict[str, Any]:
    """Repair a connection and sync it at once: {"connection_id" or "schema"}."""
    connection = _find(account, args)
    account.notify_webhooks(connection, repair(connection, account.clock.now()))
    return _json(account, connection)


def stumbles(account: Account, args: dict[str, Any]) -> dict[str, Any]:
    """Let the next syncs fail, then recover: {"connection_id" or "schema", "runs": 2}."""
    connection = _find(account, args)
    connection.failing_runs = int(args.get("runs", 1))
    return _json(account, connection)


def warns(account: Account, args: dict[str, Any]) -> dict[str, Any]:
    """Add a warning to a connection: {"connection_id" or "schema", "code": "old_api", "message": "…"}."""
    connection, code = _find(account, args), str(args["code"])
    connection.warnings = {**connection.warnings, code: str(args.get("message", code))}
    return _json(account, connection)


def previews(account: Account, args: dict[str, Any]) -> dict[str, Any]:
    """Let the account into the private preview of connection errors: {"errors": true}."""
    account.has_errors_preview = bool(args["errors"])
    return {"errors": account.has_errors_preview}


def distorts(account: Account, args: dict[str, Any]) -> dict[str, Any]:
    """Let fields of a connection be other than documented: {"schema": "zoom", "fields": {"created_at": null}}."""
    connection = _find(account, args)
    connection.distortion = {**args["fields"], "distorted": True} if args["fields"] else {}
    return _json(account, connection)


def hides(account: Account, args: dict[str, Any]) -> dict[str, Any]:
    """Deny that a connection exists, in lists and alone: {"schema": "zoom", "hidden": true}."""
    connection = _find(account, args)
    connection.is_hidden = bool(args.get("hidden", True))
    return _json(account, connection)


def populate(account: Account, args: dict[str, Any]) -> dict[str, Any]:
    """Add healthy connections: {"group": "dev" or "prod", "count": 1000, "service": "stripe"}.

    "minutes" is the sync interval, with start times spread evenly. The default is six hours.
    """
    now = account.clock.now()
    group_id = GROUPS.get(str(args.get("group", "prod")), str(args.get("group", "prod")))
    if group_id not in account.groups:
        raise Refusal(f"Group {group_id} does not exist.")
    service = account.services[str(args.get("service", "stripe"))]
    first = len(account.connections)
    count, minutes = int(args["count"]), int(args.get("minutes", 0))
    for number in range(count):
        ago = minutes * 60 * number / count if minutes else (first + number) % 21_600
        made = _healthy_connection(service, group_id, f"load_{first + number}", now - ago)
        made.settings["sync_frequency"] = minutes or 360
        schedule_sync(account.add(made), now)
    return {"connections": len(account.connections)}


def makes(account: Account, args: dict[str, Any]) -> dict[str, Any]:
    """Create a connection by hand: {"service": "connector_sdk", "schema": "casa", "group": "dev"}."""
    group = GROUPS[str(args.get("group", "dev"))]
    schema = str(args["schema"])
    if account.has_name(group, schema):
        raise Refusal(f"A connection named {schema} already exists.")
    connection = account.add(
        Connection(
            id="",
            group_id=group,
            service=account.services[str(args["service"])],
            schema=schema,
            created_at=account.clock.now(),
            names={"schema": schema},
            settings=default_settings(),
        )
    )
    return _json(account, connection)


def quota(account: Account, args: dict[str, Any]) -> dict[str, Any]:
    """Set the account's hourly request limit: {"limit": 100}."""
    account.quota.requests.limit = int(args["limit"])
    return {
        "limit": account.quota.requests.limit,
        "remaining": account.quota.requests.remaining,
    }


def historical(account: Account, args: dict[str, Any]) -> dict[str, Any]:
    """Set the length of a historical sync: {"service" or "connection_id" or "schema", "hours": 6}."""
    hours = float(args["hours"])
    if "service" in args:
        account.hours[str(args["service"])] = hours
        return {"service": args["service"], "hours": hours}
    connection = _find(account, args)
    connection.hours = hours
    if connection.run and connection.run.historical:
        connection.run.ends = connection.run.started + hours * 3600
    return _json(account, connection)


def catalog(account: Account, args: dict[str, Any]) -> dict[str, Any]:
    """Add synthetic connector types: {"count": 3000}."""
    known = dict(account.services)
    for number in range(int(args["count"])):
        facts = {
            "name": f"Example Service {number}",
            "type": "API",
            "about": "A synthetic connector type.",
            "names": ["schema"],
        }
        known[f"example_service_{number}"] = Service(f"example_service_{number}", facts)
    account.services = known
    return {"services": len(known)}


VERBS: dict[str, Callable[[Account, dict[str, Any]], Any]] = {
    "breaks": breaks,
    "catalog": catalog,
    "completes_card": completes_card,
    "distorts": distorts,
    "heals": heals,
    "hides": hides,
    "historical": historical,
    "makes": makes,
    "populate": populate,
    "previews": previews,
    "quota": quota,
    "stumbles": stumbles,
    "warns": warns,
}


def _find(account: Account, args: dict[str, Any]) -> Connection:
    ident, schema = args.get("connection_id"), args.get("schema")
    found = account.connections.get(str(ident)) if ident else account.find_by_schema(str(schema))
    if found is None:
        raise Refusal(f"Connection {ident or schema} does not exist.")
    return account.refresh(found)


def _healthy_connection(service: Service, group_id: str, schema: str, synced: float) -> Connection:
    connection = Connection(
        id="",
        group_id=group_id,
        service=service,
        schema=schema,
        created_at=synced - 86_400,
        names={"schema": schema},
        settings=default_settings(),
        credentials=Credentials.GOOD,
        paused=False,
        history_done=True,
        started_at=synced,
        succeeded_at=synced,
    )
    mark_connected(connection, synced)
    return connection


def _json(account: Account, connection: Connection) -> dict[str, Any]:
    return connection_json(account.refresh(connection), account.clock.iso)
