"""Requesters and business owners who leave are noticed, and an approver takes over from a requester."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from workflows.errors import Refused, UnknownPerson
from workflows.isolation import handle_isolated
from workflows.permissions import Actor, require_member
from workflows.ports import Person
from workflows.requests.audit import subject_of
from workflows.requests.confidentiality import responsible_approvers
from workflows.requests.history import Handover
from workflows.requests.labels import STATUS_LABELS
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.private_reply import reply_privately
from workflows.requests.state_machine import Status


def notice_departures(ports: RequestPorts) -> None:
    """Look up requester and business owner of every open request, and record who has left or come back."""
    _record_departures(ports.requests.open_requests(), ports)


def notice_departure(user_id: str, ports: RequestPorts) -> None:
    """Look up one person after a hint that they have left: an event, or a message that wasn't delivered."""
    requests = ports.requests.open_requests()
    _record_departures([one for one in requests if user_id in {one.requester, one.answers.business_owner}], ports)


def _record_departures(requests: Sequence[ConnectorRequest], ports: RequestPorts) -> None:
    people = {person for one in requests for person in (one.requester, one.answers.business_owner)}
    gone = _find_gone(people, ports)

    def record(request: ConnectorRequest) -> None:
        if changes := _departures(request, gone, ports.clock.now()):
            ports.queue.reconcile(ports.requests.update(request, **changes))

    handle_isolated("request", requests, record, attrgetter("id"))


def _departures(request: ConnectorRequest, gone: Mapping[str, bool], now: datetime) -> dict[str, object]:
    """Return what changed in the request since the last look."""
    changes: dict[str, object] = {}
    is_gone, owner = gone.get(request.requester), request.answers.business_owner
    if is_gone is not None and is_gone != (request.requester_left_at is not None):
        changes["requester_left_at"] = now if is_gone else None
    if gone.get(owner, request.has_owner_left) != request.has_owner_left:
        changes["left_owner"] = owner if gone[owner] else None
    return changes


def _find_gone(user_ids: Iterable[str], ports: RequestPorts) -> dict[str, bool]:
    """Return whether each person has left; without the people whom Slack can't look up now."""
    gone: dict[str, bool] = {}

    def look_up(user_id: str) -> None:
        gone[user_id] = has_left(user_id, ports)

    handle_isolated("person", sorted(user_ids), look_up, str)
    return gone


def has_left(user_id: str, ports: RequestPorts) -> bool:
    """Return whether the account is deactivated or unknown now; raises `Unavailable` if Slack can't say."""
    try:
        return ports.directory.look_up(user_id, fresh=True).is_deactivated
    except UnknownPerson:
        return True


CONNECT_CARD_LIFETIME = timedelta(days=1)
"""https://fivetran.com/docs/rest-api/getting-started/connect-card"""


def remove_earlier_connect_cards(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Delete the Connect Cards of earlier requesters whose links still work: Fivetran has no way to revoke a link."""
    handovers, since = request.handovers[request.cleared_handovers :], ports.clock.now() - CONNECT_CARD_LIFETIME
    if not handovers:
        return request
    for user_id in sorted({handover.from_user for handover in handovers} - {request.requester}):
        ports.cards.remove_connect_cards_of(request, user_id, since)
    return ports.requests.update(request, cleared_handovers=len(request.handovers))


def take_over(request_id: str, actor: Actor, ports: RequestPorts) -> None:
    """Make an approver the requester of a request whose requester has left, or explain why not.

    One at a time for each request: the second approver reads who took over.
    """
    subject = subject_of(request_id)
    reply_privately(actor, ports, lambda: _take_over(request_id, actor, ports), wanted="take_over", subject=subject)


def _take_over(request_id: str, actor: Actor, ports: RequestPorts) -> str:
    person = require_member(actor, ports.directory, fresh=True)
    request = ports.requests.get(request_id)
    if person.id not in responsible_approvers(request, ports.directory):
        raise Refused("Only approvers can take over a request.")
    if request.is_closed:
        raise Refused(f"This request is already {STATUS_LABELS[request.status]}.")
    if request.requester_left_at is None or not has_left(request.requester, ports):
        raise Refused(f"{request.name_of(request.requester)} is still a member, so you can't take over this request.")
    request = hand_over(request, person, ports)
    ports.queue.reconcile(request)
    return f"You took over this request. It's {STATUS_LABELS[request.status]}."


def hand_over(
    request: ConnectorRequest, successor: Person, ports: RequestPorts, handed_over_by: str | None = None
) -> ConnectorRequest:
    """Make `successor` the requester. They get a new Connect Card if the credentials are missing."""
    now = ports.clock.now()
    handover = Handover(request.requester, successor.id, now, request.requester_left_at, handed_over_by)
    needs_credentials = request.status is Status.AWAITING_CREDENTIALS
    wanted = request.connect_card_moment(now) if needs_credentials else request.connect_card_requested_at
    return ports.requests.update(
        request,
        requester=successor.id,
        requester_left_at=None,
        handovers=(*request.handovers, handover),
        names={**request.names, successor.id: successor.name},
        connect_card_requested_at=wanted,
    )
