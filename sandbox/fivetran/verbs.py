"""What people and sources do to the account, for tests and for the control page.

Every verb takes the world and its arguments, raises Refusal in words when they make no sense, and returns
the connection (or whatever else changed) as JSON.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.fivetran.card_setup import fill_in
from sandbox.fivetran.connection import Connection, Credentials, shown
from sandbox.fivetran.history import settings
from sandbox.fivetran.life import wake
from sandbox.fivetran.people import DEV, PROD
from sandbox.fivetran.services import Service
from sandbox.fivetran.trouble import accept, break_down, heal
from sandbox.world import Refusal

if TYPE_CHECKING:
    from sandbox.world import World

HOW = ("reconnect", "sync", "delayed", "rescheduled", "schema")
GROUPS = {"dev": DEV, "prod": PROD}


def completes_card(world: "World", args: dict[str, Any]) -> dict[str, Any]:
    """The owner fills in the Connect Card: {"connection_id" or "schema", "good": true}."""
    connection = _found(world, args)
    return {**_json(world, connection), "accepted": fill_in(world, connection, bool(args.get("good", True)))}


def breaks(world: "World", args: dict[str, Any]) -> dict[str, Any]:
    """A connection gets into trouble: {"connection_id" or "schema", "how": one of HOW}."""
    connection, how = _found(world, args), args.get("how", "reconnect")
    if how not in HOW:
        raise Refusal(f"how must be one of {', '.join(HOW)}")
    world.fivetran.tell(connection, break_down(connection, how, world.clock.now()))
    return _json(world, connection)


def heals(world: "World", args: dict[str, Any]) -> dict[str, Any]:
    """Somebody mends a connection, and it syncs at once: {"connection_id" or "schema"}."""
    connection = _found(world, args)
    world.fivetran.tell(connection, heal(connection, world.clock.now()))
    return _json(world, connection)


def stumbles(world: "World", args: dict[str, Any]) -> dict[str, Any]:
    """Its next syncs fail, then it is well again: {"connection_id" or "schema", "runs": 2}."""
    connection = _found(world, args)
    connection.stumbles = int(args.get("runs", 1))
    return _json(world, connection)


def warns(world: "World", args: dict[str, Any]) -> dict[str, Any]:
    """Fivetran warns of something: {"connection_id" or "schema", "code": "old_api", "message": "…"}."""
    connection, code = _found(world, args), str(args["code"])
    connection.warnings = {**connection.warnings, code: str(args.get("message", code))}
    return _json(world, connection)


def populate(world: "World", args: dict[str, Any]) -> dict[str, Any]:
    """Add connections that sync well: {"group": "dev" or "prod", "count": 1000, "service": "stripe"}.

    With "minutes" they sync that often, spread evenly; else every six hours.
    """
    account, now = world.fivetran, world.clock.now()
    group_id = GROUPS.get(str(args.get("group", "prod")), str(args.get("group", "prod")))
    if group_id not in account.groups:
        raise Refusal(f"There is no group {group_id}.")
    service = account.services[str(args.get("service", "stripe"))]
    first = len(account.connections)
    count, minutes = int(args["count"]), int(args.get("minutes", 0))
    for number in range(count):
        ago = minutes * 60 * number / count if minutes else (first + number) % 21_600
        made = _healthy(service, group_id, f"load_{first + number}", now - ago)
        made.settings["sync_frequency"] = minutes or 360
        wake(account.add(made), now)
    return {"connections": len(account.connections)}


def makes(world: "World", args: dict[str, Any]) -> dict[str, Any]:
    """Somebody makes a connection by hand: {"service": "connector_sdk", "schema": "casa", "group": "dev"}."""
    account, group = world.fivetran, GROUPS[str(args.get("group", "dev"))]
    schema = str(args["schema"])
    if account.has_name(group, schema):
        raise Refusal(f"There is a connection {schema} already.")
    connection = account.add(
        Connection(
            id="",
            group_id=group,
            service=account.services[str(args["service"])],
            schema=schema,
            created_at=world.clock.now(),
            names={"schema": schema},
            settings=settings(),
        )
    )
    return _json(world, connection)


def quota(world: "World", args: dict[str, Any]) -> dict[str, Any]:
    """Set how many requests an hour the account has: {"limit": 100}."""
    world.fivetran.quota.requests.limit = int(args["limit"])
    return {
        "limit": world.fivetran.quota.requests.limit,
        "remaining": world.fivetran.quota.requests.remaining,
    }


def historical(world: "World", args: dict[str, Any]) -> dict[str, Any]:
    """Set how long a first sync takes: {"service" or "connection_id" or "schema", "hours": 6}."""
    hours = float(args["hours"])
    if "service" in args:
        world.fivetran.hours[str(args["service"])] = hours
        return {"service": args["service"], "hours": hours}
    connection = _found(world, args)
    connection.hours = hours
    if connection.run and connection.run.historical:
        connection.run.ends = connection.run.started + hours * 3600
    return _json(world, connection)


def catalogue(world: "World", args: dict[str, Any]) -> dict[str, Any]:
    """Add synthetic connector types: {"count": 3000}."""
    known = dict(world.fivetran.services)
    for number in range(int(args["count"])):
        facts = {"name": f"Example Service {number}", "type": "API", "about": "Made up.", "names": ["schema"]}
        known[f"example_service_{number}"] = Service(f"example_service_{number}", facts)
    world.fivetran.services = known
    return {"services": len(known)}


verbs: dict[str, Callable[["World", dict[str, Any]], Any]] = {
    "breaks": breaks,
    "catalogue": catalogue,
    "completes_card": completes_card,
    "heals": heals,
    "historical": historical,
    "makes": makes,
    "populate": populate,
    "quota": quota,
    "stumbles": stumbles,
    "warns": warns,
}


def _found(world: "World", args: dict[str, Any]) -> Connection:
    ident, schema = args.get("connection_id"), args.get("schema")
    account = world.fivetran
    found = account.connections.get(str(ident)) if ident else account.named(str(schema))
    if found is None:
        raise Refusal(f"There is no connection {ident or schema}.")
    return account.caught_up(found)


def _healthy(service: Service, group_id: str, schema: str, synced: float) -> Connection:
    connection = Connection(
        id="",
        group_id=group_id,
        service=service,
        schema=schema,
        created_at=synced - 86_400,
        names={"schema": schema},
        settings=settings(),
        credentials=Credentials.GOOD,
        paused=False,
        history_done=True,
        started_at=synced,
        succeeded_at=synced,
    )
    accept(connection, synced)
    return connection


def _json(world: "World", connection: Connection) -> dict[str, Any]:
    return shown(world.fivetran.caught_up(connection), world.clock.iso)
