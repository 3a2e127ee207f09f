"""The connection that exists is the one that was approved."""

from collections.abc import Iterator

from tests.chaos.world import Item, World

MINUTES = {"hourly": 60, "six_hours": 360, "daily": 1440}
NAMES = ("schema", "schema_prefix")


def approved_answers_are_created(world: World) -> Iterator[str]:
    """Yield connections that differ from the answers, and approvals of other answers than the final ones."""
    for request in world.requests:
        body = request["body"]
        decision, final = body.get("decision"), 1 + len(body.get("edits") or ())
        if decision and request["status"] not in ("withdrawn",) and decision["revision"] != final:
            yield f"request {request['id']}: revision {decision['revision']} was decided, {final} is stored"
        connection = next((one for one in world.connections if one["id"] == request["connection_id"]), None)
        if connection:
            yield from (f"request {request['id']}: {words}" for words in _differences(body["answers"], connection))


def _differences(answers: Item, connection: Item) -> Iterator[str]:
    wanted = {
        "service": answers["service"],
        "schema": next(answers["destination"][name] for name in NAMES if name in answers["destination"]),
        "sync_frequency": MINUTES[answers["freshness"]],
    }
    for name, value in wanted.items():
        if connection[name] != value:
            yield f"approved {name} {value}, created {connection[name]}"
    for name, value in (answers.get("config") or {}).items():
        if connection["config"].get(name) != value:
            yield f"approved {name} {value}, created {connection['config'].get(name)}"
