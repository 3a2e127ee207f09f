"""Somebody finds what they need already there, and asks its owner to let them in."""

from workflows.errors import Refused
from workflows.permissions import Actor, require_member
from workflows.requests.ports import RequestPorts


def ask_owner(connection_id: str, actor: Actor, ports: RequestPorts) -> None:
    """Tell the owner who wants access to what; the person who asked hears that they were told."""
    try:
        words = _ask(connection_id, actor, ports)
    except Refused as refusal:
        words = refusal.message
    ports.cards.send_private(actor.channel, actor.user_id, words)


def _ask(connection_id: str, actor: Actor, ports: RequestPorts) -> str:
    person = require_member(actor, ports.directory)
    request = ports.requests.find_by_connection(connection_id)
    if request is None:
        raise Refused("Nobody asked for this connection here. Ask in the data help channel who owns it.")
    if request.requester == person.id:
        raise Refused("You are its owner.")
    ports.cards.ask_owner(request, person, ports.clock.now().date())
    return f"{request.name_of(request.requester)} has been asked to give you access to {request.dataset}."
