"""Somebody finds what they need already there, and asks its owner to let them in."""

from workflows.errors import Refused
from workflows.permissions import must_be_colleague
from workflows.requests.decisions import Press
from workflows.requests.ports import Desk


def ask_owner(connection_id: str, press: Press, desk: Desk) -> None:
    """Tell the owner who wants access to what; the person who asked hears that they were told."""
    try:
        words = _ask(connection_id, press, desk)
    except Refused as refusal:
        words = refusal.words
    desk.announcer.whisper(press.channel, press.by, words)


def _ask(connection_id: str, press: Press, desk: Desk) -> str:
    person = desk.people.who(press.by)
    must_be_colleague(person, desk.people.home())
    request = desk.requests.of_connection(connection_id)
    if request is None:
        raise Refused("Nobody asked for this connection here. Ask in the data help channel who owns it.")
    if request.requester == person.id:
        raise Refused("You are its owner.")
    desk.announcer.ask_owner(request, person, desk.clock.now().date())
    return f"{request.name_of(request.requester)} has been asked to give you access to {request.dataset}."
