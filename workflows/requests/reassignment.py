"""Give a request another requester, or another business owner."""

from dataclasses import replace
from enum import StrEnum

from workflows.errors import Refused
from workflows.permissions import Actor, check_member, require_member
from workflows.ports import Person
from workflows.requests.audit import subject_of
from workflows.requests.confidentiality import (
    Viewer,
    confidential_approvers,
    has_access,
    is_confidential,
    responsible_approvers,
)
from workflows.requests.departures import hand_over
from workflows.requests.edits import find_changes
from workflows.requests.history import Edit
from workflows.requests.labels import STATUS_LABELS
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.private_reply import reply_privately
from workflows.requests.state_machine import UNDECIDED_STATUSES, Event


class Role(StrEnum):
    """A part in a request that another person can get."""

    REQUESTER = "requester"
    BUSINESS_OWNER = "business_owner"


ROLE_LABELS = {Role.REQUESTER: "requester", Role.BUSINESS_OWNER: "business owner"}


def reassign(request_id: str, role: str, from_user: str, to_user: str, actor: Actor, ports: RequestPorts) -> None:
    """Give the role of `from_user` to `to_user`, or explain to the actor why not.

    One at a time for each request: a second form that still shows `from_user` changes nothing.
    """

    def act() -> str:
        request = _reassign(request_id, Role(role), from_user, to_user, actor, ports)
        ports.queue.reconcile(request)
        return f"{request.name_of(to_user)} is now the {ROLE_LABELS[Role(role)]}. I sent them a message."

    reply_privately(actor, ports, act, wanted="reassign", subject=subject_of(request_id))


def authorize_reassignment(request: ConnectorRequest, actor: Actor, ports: RequestPorts) -> Person:
    """Return the actor as a person; raise `Refused` unless they can reassign the request now."""
    person = require_member(actor, ports.directory, fresh=True)
    if person.id != request.requester and person.id not in responsible_approvers(request, ports.directory):
        raise Refused("Only the requester and approvers can reassign this request.")
    if request.is_closed:
        raise Refused(f"This request is already {STATUS_LABELS[request.status]}.")
    return person


def holder_of(request: ConnectorRequest, role: Role) -> str:
    """Return the user id of the person who has the role."""
    return request.requester if role is Role.REQUESTER else request.answers.business_owner


def _reassign(
    request_id: str, role: Role, from_user: str, to_user: str, actor: Actor, ports: RequestPorts
) -> ConnectorRequest:
    request = ports.requests.get(request_id)
    person, holder = authorize_reassignment(request, actor, ports), holder_of(request, role)
    if holder != from_user or to_user == holder:
        raise Refused(f"{request.name_of(holder)} is already the {ROLE_LABELS[role]}. Nothing changed.")
    successor = _require_successor(request, to_user, ports)
    names = {**request.names, person.id: person.name, successor.id: successor.name}
    if role is Role.REQUESTER:
        return hand_over(request.evolve(names=names), successor, ports, handed_over_by=person.id)
    answers = replace(request.answers, business_owner=successor.id)
    edit = Edit(ports.clock.now(), tuple(find_changes(request.answers, answers)), person.id)
    changes = {"answers": answers, "edits": (*request.edits, edit), "names": names}
    if request.status in UNDECIDED_STATUSES:
        return ports.requests.transition(request, Event.EDITED, revision=request.revision, **changes)
    return ports.requests.update(request, **changes)


def _require_successor(request: ConnectorRequest, user_id: str, ports: RequestPorts) -> Person:
    """Return the new person. They are a full member, and can see the request already if it's confidential."""
    person = ports.directory.look_up(user_id, fresh=True)
    try:
        check_member(person, ports.directory.home())
    except Refused:
        raise Refused(f"{person.name} isn't a full member of this workspace. Choose another person.") from None
    if is_confidential(request):
        viewer = Viewer(user_id, user_id in confidential_approvers(ports.directory, fresh=True))
        if not has_access(request, viewer):
            raise Refused(
                f"{person.name} can't see this confidential request. Choose its requester, its business owner, "
                "or a sensitive-data approver."
            )
    return person
