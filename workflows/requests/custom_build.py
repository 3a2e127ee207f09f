"""Custom connectors are built by engineers; the request waits until its connection appears or is linked."""

from workflows.connections.model import Connection
from workflows.errors import Refused
from workflows.permissions import Actor, require_member
from workflows.requests.custom_connector import CUSTOM_SERVICES, is_built_connection
from workflows.requests.decisions import require_decider
from workflows.requests.labels import STATUS_LABELS
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.private_reply import reply_privately
from workflows.requests.state_machine import Event, Status


def start_build(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Move an approved custom connector to being built."""
    if request.status is not Status.APPROVED or not request.answers.is_custom:
        return request
    return ports.requests.transition(request, Event.BUILD_STARTED)


def find_built_connection(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Link the custom connection that has the request's name, once it exists."""
    if request.status is not Status.BEING_BUILT:
        return request
    for connection in ports.connections.find_by_name(request.dataset):
        if is_built_connection(connection, request.dataset):
            return _link_to(request, connection, ports)
    return request


def link_connection(reference: str, connection_id: str, actor: Actor, ports: RequestPorts) -> None:
    """Link a connection to a request on behalf of an approver, and reply to them privately."""
    subject = f"connection:{connection_id}"
    reply_privately(actor, ports, lambda: _link(reference, connection_id, actor, ports), wanted="link", subject=subject)


def _link(reference: str, connection_id: str, actor: Actor, ports: RequestPorts) -> str:
    person = require_member(actor, ports.directory, fresh=True)
    if not ports.directory.is_decider(person.id):  # first: the status of the request isn't public
        raise Refused("Only approvers can link a connection.")
    request = ports.requests.find(reference)
    require_decider(person, request, ports.directory)
    if request.status is not Status.BEING_BUILT:
        status = STATUS_LABELS[request.status]
        raise Refused(f"Only custom connectors that are being built can be linked. This request is {status}.")
    connection = _fetch_linkable(connection_id, ports)
    ports.queue.reconcile(_link_to(request, connection, ports))
    return f"Linked {connection.name} to the request for {request.answers.service_name}."


def _link_to(request: ConnectorRequest, connection: Connection, ports: RequestPorts) -> ConnectorRequest:
    return ports.requests.transition(
        request, Event.CONNECTION_FOUND, connection_id=connection.id, connection_name=connection.name
    )


def _fetch_linkable(connection_id: str, ports: RequestPorts) -> Connection:
    """Return the connection; raise `Refused` unless it's an unlinked custom connection in development.

    A refusal doesn't name the connection: it can be restricted.
    """
    connection = ports.connections.fetch(connection_id)
    if connection is None:
        raise Refused("Fivetran has no connection with this id. Copy the id from the end of its page's URL.")
    if connection.service not in CUSTOM_SERVICES:
        services = " and ".join(sorted(CUSTOM_SERVICES))
        raise Refused(f"{connection_id} isn't one of our custom connectors ({services}).")
    if connection.id not in {found.id for found in ports.connections.find_by_name(connection.name)}:
        raise Refused(f"{connection_id} isn't in the development group. Link its development connection.")
    if ports.requests.find_by_connection(connection.id):
        raise Refused(f"{connection_id} is already linked to another request.")
    return connection
