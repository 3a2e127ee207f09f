"""One ticket, one card, one connection, one decision."""

from collections import Counter
from collections.abc import Iterator

from tests.chaos.world import Item, World

DECISIONS = ("approved", "declined", "withdrawn")
UNTIL_TICKET = ("submitted", "withdrawn")
"""Statuses in which a request can be without a ticket."""


def everything_exists_once(world: World) -> Iterator[str]:
    """Yield what there is twice, and what is missing."""
    for request in world.requests:
        yield from _of_request(world, request)
    keys = Counter(message["key"] for message in world.messages if message["key"])
    yield from (f"the message {key} was posted {count} times" for key, count in keys.items() if count > 1)
    for ticket in world.tickets:
        marks = Counter(comment["text"].splitlines()[-1] for comment in ticket["comments"] if _is_ours(comment))
        yield from (f"{ticket['key']}: {count} comments “{mark}”" for mark, count in marks.items() if count > 1)
        made = [mark for mark in marks if mark.rpartition(" ")[2] in DECISIONS[:2]]
        if len(made) > 1:
            yield f"{ticket['key']} was approved and declined"


def _of_request(world: World, request: Item) -> Iterator[str]:
    ident, status = request["id"], request["status"]
    tickets = [one for one in world.tickets if f"fivetran-request-{ident}" in one["labels"]]
    may_lack = status in UNTIL_TICKET and not request["ticket_id"]
    if len(tickets) > 1 or (not tickets and not may_lack):
        yield f"request {ident} ({status}) has {len(tickets)} tickets"
    cards = [one for one in world.messages if one["key"] == f"card:{ident}"]
    if not cards and not (status == "withdrawn" and not request["body"].get("card")):
        yield f"request {ident} ({status}) has no card"
    named = [one for one in world.connections if one["schema"] == request["dataset"]]
    if len(named) > 1:
        yield f"request {ident} has {len(named)} connections"
    created = [call for call in world.calls if _creates(call, request["dataset"])]
    if len(created) > 1:
        yield f"the connection of request {ident} was created {len(created)} times"


def _creates(call: Item, dataset: str) -> bool:
    """Whether the call created a connection of this name, also if its answer was lost."""
    return call["call"] == "POST /v1/connections" and bool(call["succeeded"]) and str(call["schema"]) == dataset


def _is_ours(comment: Item) -> bool:
    return comment["author"] == "Connector Desk" and " · " in (comment["text"].splitlines() or [""])[-1]
