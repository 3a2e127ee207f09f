"""A custom connector is built by people; the request waits until its connection appears, or is shown it."""

from typing import Any

from workflows.connections.model import Connection
from workflows.errors import Refused
from workflows.permissions import Actor, require_member
from workflows.requests.custom_connector import CUSTOM_SERVICES, is_built_connection
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import Event, Status


def start_build(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """An approved custom connector goes to the people who build it."""
    if request.status is not Status.APPROVED or not request.answers.is_custom:
        return request
    return ports.requests.transition(request.id, Event.BUILD_STARTED)


def find_built_connection(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Once a connection that runs code of ours has the request's name, it is the one that was built."""
    if request.status is not Status.BEING_BUILT:
        return request
    built = [
        one
        for one in ports.connections.find_by_name(request.dataset)
        if is_built_connection(one, request.dataset)
    ]
    if not built:
        return request
    return ports.requests.transition(request.id, Event.CONNECTION_FOUND, **connection_columns(built[0]))


def connection_columns(connection: Connection) -> dict[str, Any]:
    """What a request remembers of the connection that was built for it."""
    return {"connection_id": connection.id, "connection_name": connection.name}


def link_connection(reference: str, connection_id: str, actor: Actor, ports: RequestPorts) -> None:
    """An approver says which connection was built for a request; the words go to whoever said so."""
    try:
        words = _link(reference, connection_id, actor, ports)
    except Refused as refusal:
        words = refusal.message
    ports.cards.send_private(actor.channel, actor.user_id, words)


def _link(reference: str, connection_id: str, actor: Actor, ports: RequestPorts) -> str:
    person = require_member(actor, ports.directory)
    if person.id not in ports.directory.approvers():
        raise Refused("Only the approvers of connector requests can link a connection.")
    request = ports.requests.find(reference)
    if request.status is not Status.BEING_BUILT:
        raise Refused(
            f"Only a custom connector that is being built can be linked; this request is {request.status}."
        )
    if person.id == request.requester:
        raise Refused("You asked for this connector, so another approver has to link its connection.")
    connection = _built(connection_id, ports)
    linked = ports.requests.transition(request.id, Event.CONNECTION_FOUND, **connection_columns(connection))
    ports.queue.reconcile(linked)
    return f"The connection {connection.name} now belongs to the request for {request.answers.service_name}."


def _built(connection_id: str, ports: RequestPorts) -> Connection:
    """The connection, if it can be one that was built; `Refused` in words when it cannot."""
    connection = ports.connections.fetch(connection_id)
    if connection is None:
        raise Refused("Fivetran has no connection of this id. It is at the end of the address of its page.")
    if connection.service not in CUSTOM_SERVICES:
        kinds = " and ".join(sorted(CUSTOM_SERVICES))
        raise Refused(f"{connection.name} runs no code of ours: only {kinds} can be linked.")
    if connection.id not in {one.id for one in ports.connections.find_by_name(connection.name)}:
        raise Refused(f"{connection.name} is not in the development group, where connectors are built.")
    if ports.requests.find_by_connection(connection.id):
        raise Refused(f"{connection.name} belongs to another request already.")
    return connection
