"""Who is asked about a connection: its owner, else the approvers."""

from workflows.access_questions.model import MAX_ASKED_APPROVERS, AccessSubject
from workflows.access_questions.ports import AccessQuestionPorts
from workflows.errors import Refused
from workflows.ownership.model import owner_of
from workflows.permissions import check_member
from workflows.requests.confidentiality import confidential_approvers
from workflows.requests.model import ConnectorRequest


def find_request(subject: AccessSubject, ports: AccessQuestionPorts) -> ConnectorRequest | None:
    """Return the request that says who owns the data; None if it wasn't requested here, or the request is gone."""
    try:
        return ports.requests.get(subject.request_id) if subject.request_id else None
    except Refused:
        return None


def owners_of(subject: AccessSubject, ports: AccessQuestionPorts) -> tuple[str, ...]:
    """Return the ids of the people who own the data: the requester and the business owner, else who claimed it.

    A user group isn't asked: its members change without a trace here.
    """
    request = find_request(subject, ports)
    if request is not None and not request.is_closed:
        return tuple(dict.fromkeys((request.requester, request.answers.business_owner)))
    owner = owner_of(request, ports.owners.get(subject.key))
    return (owner.id,) if owner and not owner.is_group else ()


def present_owner(subject: AccessSubject, requester: str, ports: AccessQuestionPorts) -> str | None:
    """Return the first owner who is still a member, as Slack says now; None if there is none but the requester."""
    owners = [one for one in owners_of(subject, ports) if one != requester]
    return next((user_id for user_id in owners if _is_here(user_id, ports, fresh=True)), None)


def responsible_for(subject: AccessSubject, ports: AccessQuestionPorts, *, fresh: bool = False) -> frozenset[str]:
    """Return the ids of the approvers who can answer for this data; `fresh` asks Slack now."""
    if subject.is_confidential:
        return confidential_approvers(ports.directory, fresh=fresh)
    return ports.directory.approvers(fresh=fresh)


def approvers_to_ask(subject: AccessSubject, requester: str, ports: AccessQuestionPorts) -> tuple[str, ...]:
    """Return the ids of the approvers who get the question."""
    present = (one for one in sorted(responsible_for(subject, ports)) if one != requester and _is_here(one, ports))
    return tuple(present)[:MAX_ASKED_APPROVERS]


def _is_here(user_id: str, ports: AccessQuestionPorts, *, fresh: bool = False) -> bool:
    try:
        check_member(ports.directory.look_up(user_id, fresh=fresh), ports.directory.home())
    except Refused:
        return False
    return True
