"""The ticket shows the request's status, or the card says why it doesn't."""

import json
from collections.abc import Iterator

from tests.chaos.checks.decided import is_sensitive
from tests.chaos.world import Item, World

EXPECTED = {
    "submitted": ("Open",),
    "awaiting_approval": ("Open",),
    "approved": ("Approved", "In Progress"),
    "being_built": ("In Progress",),
    "awaiting_credentials": ("In Progress",),
    "syncing_history": ("In Progress",),
    "broken": ("In Progress", "Done"),
    "live": ("Done",),
    "declined": ("Declined",),
    "withdrawn": ("Withdrawn",),
    "expired": ("Withdrawn",),
    "retired": ("In Progress", "Done", "Withdrawn"),
}
WORDS = ("ticket", "Jira")


def tickets_agree_with_requests(world: World) -> Iterator[str]:
    """Yield tickets with another status than their request, unless a warning on the card names the ticket."""
    for request in world.requests:
        ticket = next((one for one in world.tickets if one["id"] == request["ticket_id"]), None)
        if ticket is None or ticket["status"] in EXPECTED[request["status"]]:
            continue
        if not is_ticket_trouble_shown(world, request):
            yield f"request {request['id']} is {request['status']}, but {ticket['key']} is {ticket['status']}"


def is_ticket_trouble_shown(world: World, request: Item) -> bool:
    """Whether the card warns about the ticket. The card of a confidential request only warns; its details say more."""
    warnings = warnings_on_card(world, request)
    if is_sensitive(request):
        warnings = [str(request["body"].get("problem")) for _ in warnings[:1]]
    return any(word in warning for warning in warnings for word in WORDS)


def warnings_on_card(world: World, request: Item) -> list[str]:
    """Return the lines of the card that warn."""
    cards = [one for one in world.messages if one["key"].startswith(f"card:{request['id']}")]
    texts = [block.get("text") or element for card in cards for block in card["blocks"] for element in _parts(block)]
    return [text for text in map(json.dumps, texts) if ":warning:" in text]


def _parts(block: Item) -> list[Item]:
    return list(block.get("elements") or [{}])
