"""Keep the journey message in line with a request: the requester's direct message about it.

An edit notifies no one. So what the requester has to do or know now is a turn: the message is posted anew, and the
earlier one is spent.
"""

from dataclasses import replace

from workflows.errors import PersonUnreachable
from workflows.requests.admission import is_admitted
from workflows.requests.confidentiality import is_confidential
from workflows.requests.mirrors import JourneyMessage, Message
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.ports.storage import journey_entry
from workflows.requests.sign_ins import carry, find_carrier, release, sign_in_turn
from workflows.requests.state_machine import UNCONNECTED_STATUSES, UNDECIDED_STATUSES, Status

FIRST_TURN = "sent"


def current_turn(request: ConnectorRequest) -> str | None:
    """Return what the requester has to do or know now; None if an edit is enough."""
    if request.status in {Status.DECLINED, Status.EXPIRED}:
        return request.status.value
    if request.status is Status.BROKEN and request.sign_in_needed_since:
        return sign_in_turn(request)
    if request.status is Status.AWAITING_CREDENTIALS and has_failed_sign_in(request):
        return f"tests failed for {request.tests_failed_for}"
    is_silent_end = request.status is Status.LIVE and is_confidential(request)  # the channel mentions no one
    return Status.LIVE.value if is_silent_end and not _is_told(request, Status.LIVE) else None


def _is_told(request: ConnectorRequest, event_key: str) -> bool:
    """Whether the thread has the event already: the requester knows it."""
    return f"thread:{event_key}" in request.mirrored_events


def has_failed_sign_in(request: ConnectorRequest) -> bool:
    """Whether the newest credentials failed the setup tests."""
    return bool(request.failed_tests) and request.tests_failed_for == request.credentials_asked_at


def has_journey(request: ConnectorRequest) -> bool:
    """Whether the requester follows the request by direct message."""
    return request.journey is not None and request.journey.recipient == request.requester


def confirm_request(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Confirm a new request to its requester, before anything about it has to wait."""
    is_new = request.status in UNDECIDED_STATUSES and request.journey is None
    return sync_journey(request, ports) if is_new else request


def sync_journey(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Post the journey message, or edit it if it would look different now.

    Without a direct message, the thread mentions the requester instead.
    """
    journey, turn = request.journey, current_turn(request)
    if not is_admitted(request) or request.requester_left_at:
        return request
    if journey is None:
        is_due = (turn and not _is_told(request, turn)) or request.status in UNCONNECTED_STATUSES
        return _post(request, turn or FIRST_TURN, ports) if is_due else request
    if not has_journey(request):
        return request if request.is_closed else _post(request, turn or FIRST_TURN, ports)
    if turn and turn not in journey.turns:
        carrier = find_carrier(request, ports) if turn == sign_in_turn(request) else None
        return _carry(request, turn, carrier, ports) if carrier else _post(request, turn, ports)
    return _edit(release(request, ports), journey, ports)


def _carry(request: ConnectorRequest, turn: str, carrier: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Let the message of another request notify, and edit the own one. The turn is saved last: all of it can repeat."""
    request = carry(request, carrier, ports)
    assert request.journey
    journey = replace(request.journey, turns=(*request.journey.turns, turn))
    return _edit(ports.requests.update(request, journey=journey), journey, ports)


def _post(request: ConnectorRequest, turn: str, ports: RequestPorts) -> ConnectorRequest:
    """Post the message once for each turn, and spend the earlier one."""
    was_tried = ports.attempts.tried_at(journey_entry(request, turn)) is not None
    try:
        message = ports.journeys.post(request, turn)
    except PersonUnreachable:
        if is_confidential(request) and turn != FIRST_TURN:
            raise  # no one else may say it
        return request
    if was_tried:  # what the earlier attempt posted can be older than this
        ports.journeys.update(message, request)
    return show_instead(request, message, turn, ports.journeys.fingerprint(request), ports)


def _edit(request: ConnectorRequest, journey: JourneyMessage, ports: RequestPorts) -> ConnectorRequest:
    if journey.fingerprint == card_fingerprint(request):
        return request  # its button has an address that isn't stored
    fingerprint = ports.journeys.fingerprint(request)
    if journey.fingerprint == fingerprint:
        return request
    if ports.journeys.update(journey.message, request):
        edited = JourneyMessage(journey.message, journey.recipient, fingerprint, journey.turns)
        return ports.requests.update(request, journey=edited)
    return _post(request, f"instead of {journey.message.ts}", ports)


def show_instead(
    request: ConnectorRequest,
    message: Message,
    turn: str | None,
    fingerprint: str,
    ports: RequestPorts,
    **facts: object,
) -> ConnectorRequest:
    """Spend the earlier message, then save that this one has taken its place, with other `facts`."""
    earlier = request.journey
    if earlier and earlier.message != message:
        ports.journeys.spend(request)
    known = earlier.turns if earlier and has_journey(request) else ()
    journey = JourneyMessage(message, request.requester, fingerprint, (*known, turn) if turn else known)
    return ports.requests.update(request, journey=journey, **facts)


def card_fingerprint(request: ConnectorRequest) -> str:
    """Return what changes when the requester is done with a Connect Card, or has to get another one."""
    return f"card {request.status} {request.tests_failed_for} {request.sign_in_needed_since}"
