"""Look up the people of a request: nothing about it is shown before its requester is known."""

from workflows.errors import Refused, UnknownPerson
from workflows.permissions import check_member
from workflows.requests.history import Decision
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import Event


def admit_requester(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Check that the requester is a full member before anything about the request is shown."""
    if is_admitted(request) or request.is_closed:
        return request
    person = ports.directory.look_up(request.requester)
    try:
        check_member(person, ports.directory.home())
    except Refused as refusal:
        return _reject(request, refusal.message, ports)
    return ports.requests.update(request, names={**request.names, person.id: person.name})


def is_admitted(request: ConnectorRequest) -> bool:
    """Whether the requester was checked: only then is their name known."""
    return request.requester in request.names


def _reject(request: ConnectorRequest, reason: str, ports: RequestPorts) -> ConnectorRequest:
    decision = Decision(request.requester, ports.clock.now(), reason)
    rejected = ports.requests.transition(request, Event.WITHDRAWN, decision=decision)
    ports.messenger.send_private(request.channel, request.requester, f"Your request was rejected. {reason}")
    return rejected


def resolve_business_owner(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Look up the business owner's name: the ticket shows names, never Slack ids."""
    owner = request.answers.business_owner
    if owner in request.names or request.is_closed:
        return request
    try:
        name = ports.directory.look_up(owner).name
    except UnknownPerson:
        name = "a person who has left"  # otherwise the ticket would never be opened
    return ports.requests.update(request, names={**request.names, owner: name})
