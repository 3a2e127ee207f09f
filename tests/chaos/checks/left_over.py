"""Nothing exists outside that belongs to no request."""

from collections.abc import Iterator

from tests.chaos.world import Item, World

ENDED = ("declined", "withdrawn", "expired")


def _is_reported(world: World, connection: Item) -> bool:
    """Whether a thread of an ended request says that the connection is in use, and was kept."""
    texts = [one["text"] for one in world.messages if one["key"].endswith(":leftover")]
    return any(connection["id"] in text for text in texts)


def nothing_is_left_over(world: World) -> Iterator[str]:
    """Yield connections and tickets without a request that wants them."""
    wanted = {row["connection_id"] for row in world.requests if row["status"] not in ENDED}
    for connection in world.connections:
        if connection["id"] not in wanted and not _is_reported(world, connection):
            yield f"the connection {connection['id']} ({connection['schema']}) belongs to no request"
    known = {row["ticket_id"] for row in world.requests}
    for ticket in world.tickets:
        if ticket["id"] not in known and ticket["status"] != "Withdrawn":
            yield f"the ticket {ticket['key']} is {ticket['status']} and belongs to no request"
    for request in world.requests:
        ids = {connection["id"] for connection in world.connections}
        is_wanted = request["connection_id"] and request["status"] not in (*ENDED, "retired")
        if is_wanted and request["connection_id"] not in ids:
            yield f"the connection {request['connection_id']} of request {request['id']} is gone"
