"""Ask the owner of an existing connection for access to it."""

from workflows.errors import Refused
from workflows.permissions import Actor, require_member
from workflows.ports import Person
from workflows.requests.confidentiality import Disclosure, Place, Viewer, confidential_approvers, disclose
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.private_reply import reply_privately


def ask_owner(connection_id: str, actor: Actor, ports: RequestPorts) -> None:
    """Ask the connection's owner to give the actor access, and confirm it to the actor."""
    reply_privately(actor, ports, lambda: _ask(connection_id, actor, ports))


def _ask(connection_id: str, actor: Actor, ports: RequestPorts) -> str:
    person = require_member(actor, ports.directory)
    request = ports.requests.find_by_connection(connection_id)
    if request is None or not _can_know(request, person, ports):
        raise Refused("This connection wasn't requested here. Ask in the data help channel who owns it.")
    if request.requester == person.id:
        raise Refused("You own this connection.")
    if request.requester_left_at:
        raise Refused(f"{request.name_of(request.requester)} has left. Ask an approver to take over first.")
    ports.cards.ask_owner(request, person, ports.clock.now().date())
    return f"I asked {request.name_of(request.requester)} to give you access to {request.dataset}."


def _can_know(request: ConnectorRequest, person: Person, ports: RequestPorts) -> bool:
    viewer = Viewer(person.id, person.id in confidential_approvers(ports.directory))
    return disclose(Place.OWNER_REPLY, request, viewer) is Disclosure.FULL
