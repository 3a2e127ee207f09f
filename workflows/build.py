"""A custom connector is built by people; the request waits until its connection appears, or is shown it."""

from workflows.custom import could_be
from workflows.decide import Press
from workflows.failures import Refused
from workflows.life import Event, Status
from workflows.people import must_be_colleague
from workflows.ports import Desk
from workflows.request import ConnectorRequest


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
    return desk.requests.move(request.id, Event.CONNECTION_FOUND, connection_id=built[0].id)


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
    connection = desk.connectors.look(connection_id)
    if connection is None:
        raise Refused("Fivetran has no connection of this id. It is at the end of the address of its page.")
    linked = desk.requests.move(request.id, Event.CONNECTION_FOUND, connection_id=connection.id)
    desk.agenda.settle(linked)
    return f"The connection {connection.name} now belongs to the request for {request.answers.service_name}."
