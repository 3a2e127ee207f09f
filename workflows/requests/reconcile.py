"""Make everything outside agree with a request: its card, its ticket, its connection.

Each duty looks at the request, does what is missing, writes that down and returns the request as it is then.
A duty that cannot be done now does not keep the others from being done; the next attempt is put off further
each time, and the sweep starts it.
"""

from collections.abc import Callable
from datetime import timedelta

from workflows.errors import DeskError, IllegalTransition, Refused, Unavailable
from workflows.permissions import check_member
from workflows.requests.connection_progress import track_connection
from workflows.requests.custom_build import find_built_connection, start_build
from workflows.requests.model import ConnectorRequest, Decision
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import UNDECIDED_STATUSES, Event, Status
from workflows.requests.timeline import timeline_events

FIRST_RETRY_DELAY = timedelta(seconds=5)
MAX_RETRY_DELAY = timedelta(minutes=10)
REFUSED_RETRY_DELAY = timedelta(hours=1)
"""What was refused may be allowed after somebody mended something; asking often would not help."""


def reconcile(request_id: str, ports: RequestPorts) -> None:
    """Do every duty that is due for the request, then say whether all of them are done."""
    request = ports.requests.get(request_id)
    failures: list[DeskError] = []
    for duty in STEPS:
        try:
            request = duty(request, ports)
        except IllegalTransition:
            return  # somebody decided meanwhile; their change is on the agenda with its own version
        except DeskError as failure:
            failures.append(failure)
    _record_outcome(request, failures, ports)


def resolve_names(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Learn the names of the people in it: the ticket shows names, never Slack ids."""
    missing = {request.requester, request.answers.business_owner} - set(request.names)
    if not missing or request.is_closed:
        return request
    found = {user: ports.directory.look_up(user) for user in sorted(missing)}
    if request.requester in found and request.status in UNDECIDED_STATUSES:
        try:
            check_member(found[request.requester], ports.directory.team_id())
        except Refused as refusal:
            return _reject(request, refusal.message, ports)
    names = {user: person.name for user, person in found.items()}
    return ports.requests.update(request.id, names={**request.names, **names})


def _reject(request: ConnectorRequest, reason: str, ports: RequestPorts) -> ConnectorRequest:
    """Whoever asked may not ask: nobody gets to see the request, and they are told why."""
    decision = Decision(request.requester, ports.clock.now(), reason)
    withdrawn = ports.requests.transition(request.id, Event.WITHDRAWN, decision=decision)
    ports.cards.send_private(request.channel, request.requester, f"Your request was not taken. {reason}")
    return withdrawn


def sync_card(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Post the card, or update it when it would look different now."""
    if request.is_closed and not request.names:  # turned away before anybody saw it
        return request
    digest = ports.cards.fingerprint(request)
    if request.card and request.card_fingerprint == digest:
        return request
    card = ports.cards.sync_card(request)
    return ports.requests.update(request.id, card=card, card_fingerprint=digest)


def open_ticket(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Open the ticket; from then on the request can be decided."""
    if request.ticket or request.is_closed or not request.names:
        return request
    ticket = ports.tickets.open_for(request)
    return ports.requests.transition(request.id, Event.TICKET_OPENED, ticket=ticket)


def update_ticket(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """After an edit the ticket says what the request says."""
    mark = f"described:{request.revision}"
    if not request.ticket or request.revision == 1 or mark in request.mirrored_events:
        return request
    ports.tickets.describe(request.ticket, request)
    return ports.requests.update(request.id, mirrored_events=request.mirrored_events | {mark})


def link_card(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Let the ticket point at the card."""
    if request.permalink or not request.ticket or not request.card:
        return request
    permalink = ports.cards.permalink(request.card)
    ports.tickets.link_card(request.ticket, request.evolve(permalink=permalink))
    return ports.requests.update(request.id, permalink=permalink)


def comment_on_ticket(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Comment every milestone on the ticket, and move the ticket along where its workflow is clear."""
    for milestone in timeline_events(request):
        mark = f"ticket:{milestone.key}"
        if request.ticket and mark not in request.mirrored_events:
            ports.tickets.comment(request.ticket, milestone.key, milestone.text)
            if milestone.ticket_status:
                ports.tickets.move(request.ticket, milestone.ticket_status)
            request = ports.requests.update(request.id, mirrored_events=request.mirrored_events | {mark})
    return request


def post_timeline(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Add every milestone to the thread under the card."""
    for milestone in timeline_events(request):
        mark = f"thread:{milestone.key}"
        if request.card and mark not in request.mirrored_events:
            ports.cards.post_timeline_event(request, milestone.key)
            request = ports.requests.update(request.id, mirrored_events=request.mirrored_events | {mark})
    return request


def provision(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Create the development connection of an approved request.

    When the request was withdrawn while Fivetran was working, the connection goes again.
    """
    if request.status is not Status.APPROVED or request.answers.is_custom:
        return request
    service = ports.catalog.get(request.answers.service)
    connection = ports.connections.create_dev(request, service)
    try:
        return ports.requests.transition(request.id, Event.CONNECTION_CREATED, connection_id=connection.id)
    except IllegalTransition:
        if ports.requests.get(request.id).is_closed:  # else another process was faster with it
            ports.connections.delete(connection.id)
        raise


def send_connect_card(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Send the owner a Connect Card: when the connection is new, and whenever they ask for a fresh one."""
    had, wanted = request.connect_card_sent_at, request.connect_card_requested_at
    asked_again = wanted is not None and (had is None or wanted > had)
    waits = request.status is Status.AWAITING_CREDENTIALS
    first_time = had is None and waits and not request.answers.is_custom  # its builder knows the credentials
    if not request.connection_id or request.is_closed or not (first_time or asked_again):
        return request
    began = ports.clock.now()  # whoever asks for one more while this one is sent gets one more
    ports.cards.send_connect_card(request)
    return ports.requests.update(request.id, connect_card_sent_at=began)


Step = Callable[[ConnectorRequest, RequestPorts], ConnectorRequest]

STEPS: tuple[Step, ...] = (
    resolve_names,
    sync_card,
    open_ticket,
    update_ticket,
    link_card,
    start_build,
    provision,
    find_built_connection,
    send_connect_card,
    track_connection,
    comment_on_ticket,
    post_timeline,
)


def _record_outcome(request: ConnectorRequest, failures: list[DeskError], ports: RequestPorts) -> None:
    """Put off what failed, let the card say so, and mark the request as settled when nothing is left."""
    if failures:
        request = _reschedule(request, failures, ports)
    elif request.attempts:
        request = ports.requests.update(request.id, problem=None, attempts=0, retry_at=None)
    try:
        request = sync_card(request, ports)
    except DeskError as failure:
        if not failures:
            _reschedule(request, [failure], ports)
        return
    if not failures:
        ports.requests.mark_in_sync(request)


def _reschedule(
    request: ConnectorRequest, failures: list[DeskError], ports: RequestPorts
) -> ConnectorRequest:
    passing = [failure for failure in failures if isinstance(failure, Unavailable)]
    delay = max(_delay(failure, request.attempts) for failure in passing) if passing else REFUSED_RETRY_DELAY
    return ports.requests.update(
        request.id,
        problem=" ".join(dict.fromkeys(failure.message for failure in failures)),
        attempts=request.attempts + 1,
        retry_at=ports.clock.now() + delay,
    )


def _delay(failure: Unavailable, attempts: int) -> timedelta:
    """Doubling from five seconds to ten minutes; never earlier than the vendor asked for."""
    growing: timedelta = FIRST_RETRY_DELAY * int(2 ** min(attempts, 10))
    return max(timedelta(seconds=failure.retry_after or 0), min(growing, MAX_RETRY_DELAY))
