"""A custom connector is built by people; the request waits until its connection appears, or is shown it."""

from typing import Any

from workflows.connections.model import Connection
from workflows.errors import Refused
from workflows.permissions import must_be_colleague
from workflows.requests.custom_connector import BUILT_WITH, could_be
from workflows.requests.decisions import Press
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import Desk
from workflows.requests.state_machine import Event, Status


def build(request: ConnectorRequest, desk: Desk) -> ConnectorRequest:
    """An approved custom connector goes to the people who build it."""
    if request.status is not Status.APPROVED or not request.answers.is_custom:
        return request
    return desk.requests.move(request.id, Event.BUILD_STARTED)


def join(request: ConnectorRequest, desk: Desk) -> ConnectorRequest:
    """Once a connection that runs code of ours has the request's name, it is the one that was built."""
    if request.status is not Status.BEING_BUILT:
        return request
    built = [one for one in desk.connectors.named(request.dataset) if could_be(one, request.dataset)]
    if not built:
        return request
    return desk.requests.move(request.id, Event.CONNECTION_FOUND, **joined(built[0]))


def joined(connection: Connection) -> dict[str, Any]:
    """What a request remembers of the connection that was built for it."""
    return {"connection_id": connection.id, "connection_name": connection.name}


def link(which: str, connection_id: str, press: Press, desk: Desk) -> None:
    """An approver says which connection was built for a request; the words go to whoever said so."""
    try:
        words = _link(which, connection_id, press, desk)
    except Refused as refusal:
        words = refusal.words
    desk.announcer.whisper(press.channel, press.by, words)


def _link(which: str, connection_id: str, press: Press, desk: Desk) -> str:
    person = desk.people.who(press.by)
    must_be_colleague(person, desk.people.home())
    if person.id not in desk.people.approvers():
        raise Refused("Only the approvers of connector requests can link a connection.")
    request = desk.requests.find(which)
    if request.status is not Status.BEING_BUILT:
        raise Refused(
            f"Only a custom connector that is being built can be linked; this request is {request.status}."
        )
    if person.id == request.requester:
        raise Refused("You asked for this connector, so another approver has to link its connection.")
    connection = _built(connection_id, desk)
    linked = desk.requests.move(request.id, Event.CONNECTION_FOUND, **joined(connection))
    desk.agenda.settle(linked)
    return f"The connection {connection.name} now belongs to the request for {request.answers.service_name}."


def _built(connection_id: str, desk: Desk) -> Connection:
    """The connection, if it can be one that was built; `Refused` in words when it cannot."""
    connection = desk.connectors.look(connection_id)
    if connection is None:
        raise Refused("Fivetran has no connection of this id. It is at the end of the address of its page.")
    if connection.service not in BUILT_WITH:
        kinds = " and ".join(sorted(BUILT_WITH))
        raise Refused(f"{connection.name} runs no code of ours: only {kinds} can be linked.")
    if connection.id not in {one.id for one in desk.connectors.named(connection.name)}:
        raise Refused(f"{connection.name} is not in the development group, where connectors are built.")
    if desk.requests.of_connection(connection.id):
        raise Refused(f"{connection.name} belongs to another request already.")
    return connection
