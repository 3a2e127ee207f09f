"""Create the connection of an approved request, and ask its owner for credentials."""

from workflows.requests.journey import card_fingerprint, show_instead
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import Event, Status


def provision(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Create the development connection of an approved request.

    If the request is withdrawn meanwhile, its next run deletes the connection.
    """
    if request.status is not Status.APPROVED or request.answers.is_custom:
        return request
    service = ports.catalog.get(request.answers.service)
    connection = ports.connections.create_dev(request, service)
    return ports.requests.transition(request, Event.CONNECTION_CREATED, connection_id=connection.id)


def send_connect_card(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Send the owner a Connect Card for a new connection, and whenever they ask for another one."""
    sent, wanted = request.connect_card_sent_at, request.connect_card_requested_at
    is_new = sent is None and request.status is Status.AWAITING_CREDENTIALS
    is_due = is_new and not request.answers.is_custom  # the builder of a custom connector has the credentials
    is_wanted = wanted is not None and (sent is None or wanted > sent)
    is_gone = request.requester_left_at is not None
    if not request.connection_id or request.is_closed or is_gone or not (is_due or is_wanted):
        return request
    now = ports.clock.now()  # a card requested while this one is sent is sent too
    started = max(now, wanted) if wanted else now  # the clock can have been set back since
    message = ports.journeys.send_connect_card(request)
    return show_instead(request, message, None, card_fingerprint(request), ports, connect_card_sent_at=started)
