"""Requesters who leave: their requests are noticed, and an approver takes over."""

from collections.abc import Iterable, Sequence

import structlog

from workflows.errors import Refused, Unavailable, UnknownPerson
from workflows.permissions import Actor, require_member
from workflows.requests.confidentiality import confidential_approvers, is_confidential
from workflows.requests.labels import STATUS_LABELS
from workflows.requests.model import ConnectorRequest, Handover
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import Status

log = structlog.get_logger(__name__)


def notice_departures(ports: RequestPorts) -> None:
    """Look up the requester of every open request, and record who has left or come back."""
    _record_departures(ports.requests.open_requests(), ports)


def notice_departure(user_id: str, ports: RequestPorts) -> None:
    """Look up one person after a hint that they have left: an event, or a message that wasn't delivered."""
    _record_departures([one for one in ports.requests.open_requests() if one.requester == user_id], ports)


def _record_departures(requests: Sequence[ConnectorRequest], ports: RequestPorts) -> None:
    gone = _find_gone({request.requester for request in requests}, ports)
    for request in requests:
        has_left = gone.get(request.requester)
        if has_left is not None and has_left != (request.requester_left_at is not None):
            left_at = ports.clock.now() if has_left else None
            ports.queue.reconcile(ports.requests.update(request.id, requester_left_at=left_at))


def _find_gone(user_ids: Iterable[str], ports: RequestPorts) -> dict[str, bool]:
    """Return whether each person has left; without the people whom Slack can't look up now."""
    gone: dict[str, bool] = {}
    for user_id in sorted(user_ids):
        try:
            gone[user_id] = has_left(user_id, ports)
        except Unavailable as failure:
            log.info("could not look up a requester", reason=failure.message)
    return gone


def has_left(user_id: str, ports: RequestPorts) -> bool:
    """Return whether the account is deactivated or unknown now; raises `Unavailable` if Slack can't say."""
    try:
        return ports.directory.look_up(user_id, fresh=True).is_deactivated
    except UnknownPerson:
        return True


def take_over(request_id: str, actor: Actor, ports: RequestPorts) -> None:
    """Make an approver the requester of a request whose requester has left, or explain why not.

    One at a time for each request: the second approver is told who took over.
    """
    try:
        request = _take_over(request_id, actor, ports)
        text = f"You took over this request. It's {STATUS_LABELS[request.status]}."
        ports.queue.reconcile(request)
    except Refused as refusal:
        text = refusal.message
    ports.messenger.send_private(actor.channel, actor.user_id, text)


def _take_over(request_id: str, actor: Actor, ports: RequestPorts) -> ConnectorRequest:
    person = require_member(actor, ports.directory, fresh=True)
    request = ports.requests.get(request_id)
    if person.id not in _successors(request, ports):
        raise Refused("Only approvers can take over a request.")
    if request.is_closed:
        raise Refused(f"This request is already {STATUS_LABELS[request.status]}.")
    if request.requester_left_at is None or not has_left(request.requester, ports):
        raise Refused(f"{request.name_of(request.requester)} still has this request.")
    now = ports.clock.now()
    handover = Handover(request.requester, person.id, now, request.requester_left_at)
    needs_credentials = request.status is Status.AWAITING_CREDENTIALS
    return ports.requests.update(
        request.id,
        requester=person.id,
        requester_left_at=None,
        handovers=(*request.handovers, handover),
        names={**request.names, person.id: person.name},
        connect_card_requested_at=now if needs_credentials else request.connect_card_requested_at,
    )


def _successors(request: ConnectorRequest, ports: RequestPorts) -> frozenset[str]:
    if is_confidential(request):
        return confidential_approvers(ports.directory, fresh=True)
    return ports.directory.approvers(fresh=True)
