"""Claim a connection, give it to another owner, and accept or decline that."""

from collections.abc import Callable

from workflows.connections.model import Connection
from workflows.errors import Refused
from workflows.ownership.model import Offer, OwnerChange, Ownership, is_group, owner_of
from workflows.ownership.ports import OwnerPorts
from workflows.permissions import Actor, check_member, require_member
from workflows.ports import Person
from workflows.requests.private_reply import reply_privately


def claim(connection_id: str, actor: Actor, ports: OwnerPorts) -> None:
    """Make the actor the owner, or ask the present owner for it. The actor reads the result in private."""
    _reply(connection_id, "claim", actor, ports, lambda: _claim(connection_id, actor, ports))


def assign(connection_id: str, to: str, actor: Actor, ports: OwnerPorts) -> None:
    """Give a connection to a person, who has to accept it, or to a user group."""
    _reply(connection_id, "assign", actor, ports, lambda: _assign(connection_id, to, actor, ports))


def accept_offer(connection_id: str, actor: Actor, ports: OwnerPorts) -> None:
    """Complete a hand-over: the person who was asked agrees."""
    _reply(connection_id, "accept_offer", actor, ports, lambda: _answer(connection_id, actor, ports, is_accepted=True))


def decline_offer(connection_id: str, actor: Actor, ports: OwnerPorts) -> None:
    """End a hand-over. The owner stays."""
    _reply(
        connection_id, "decline_offer", actor, ports, lambda: _answer(connection_id, actor, ports, is_accepted=False)
    )


def _reply(connection_id: str, wanted: str, actor: Actor, ports: OwnerPorts, act: Callable[[], str]) -> None:
    reply_privately(actor, ports, act, wanted=wanted, subject=f"connection:{connection_id}")
    ports.redraw_lists()


def _claim(connection_id: str, actor: Actor, ports: OwnerPorts) -> str:
    person = require_member(actor, ports.directory, fresh=True)
    connection, before = _unrequested(connection_id, actor, ports)
    name = connection.name
    if before.owner == person.id:
        return f"You own {name}. Its alerts mention you."
    if before.owner and not _can_decide(before, person, ports):
        return _ask_owner(connection, before, person, ports)
    after = before.give_to(person.id, person.name, person.id, ports.clock.now())
    if not ports.owners.change(before, after, OwnerChange.CLAIMED, person.id):
        return _too_late(connection, person, ports)
    stored = ports.owners.get(connection_id)
    ports.messages.announce(stored, f"{person.name} owns {name} now.")
    _notify_former(before, stored, f"{person.name} owns {name} now.", ports)
    return f"You own {name} now. Its alerts mention you."


def _ask_owner(connection: Connection, before: Ownership, person: Person, ports: OwnerPorts) -> str:
    """Ask the owner for a connection. A group can't be asked."""
    if is_group(before.owner):
        raise Refused(f"The group {before.owner_name} owns {connection.name}. Ask one of its members to hand it over.")
    offer = Offer(person.id, person.name, before.owner, person.id, person.name, ports.clock.now())
    if not ports.owners.change(before, before.evolve(offer=offer), OwnerChange.REQUESTED, person.id):
        return _too_late(connection, person, ports)
    ports.messages.offer(connection, ports.owners.get(connection.id))
    return f"{before.owner_name} owns {connection.name}. I asked them to hand it over to you."


def _assign(connection_id: str, to: str, actor: Actor, ports: OwnerPorts) -> str:
    person = require_member(actor, ports.directory, fresh=True)
    connection, before = _unrequested(connection_id, actor, ports)
    if to == before.owner:
        raise Refused(f"{before.owner_name} owns {connection.name} already.")
    if before.owner and not _can_decide(before, person, ports):
        raise Refused(f"{before.owner_name} owns {connection.name}. Only they or an approver can hand it over.")
    if to == person.id:
        return _claim(connection_id, actor, ports)
    return (_give_to_group if is_group(to) else _offer)(connection, before, to, person, ports)


def _give_to_group(connection: Connection, before: Ownership, group: str, person: Person, ports: OwnerPorts) -> str:
    if person.id not in ports.groups.members_of(group) | ports.directory.approvers(fresh=True):
        raise Refused("Only its members and approvers can make a group the owner.")
    after = before.give_to(group, ports.groups.name_of(group), person.id, ports.clock.now())
    if not ports.owners.change(before, after, OwnerChange.ASSIGNED, person.id):
        return _too_late(connection, person, ports)
    stored = ports.owners.get(connection.id)
    text = f"{person.name} made {after.owner_name} the owner of {connection.name}."
    ports.messages.announce(stored, text)
    _notify_former(before, stored, text, ports)
    return f"{after.owner_name} owns {connection.name} now."


def _offer(connection: Connection, before: Ownership, to: str, person: Person, ports: OwnerPorts) -> str:
    successor = ports.directory.look_up(to, fresh=True)
    try:
        check_member(successor, ports.directory.home())
    except Refused:
        raise Refused(f"{successor.name} isn't a full member of this workspace. Choose another person.") from None
    offer = Offer(successor.id, successor.name, successor.id, person.id, person.name, ports.clock.now())
    if not ports.owners.change(before, before.evolve(offer=offer), OwnerChange.OFFERED, person.id):
        return _too_late(connection, person, ports)
    ports.messages.offer(connection, ports.owners.get(connection.id))
    stays = f" Until then, {before.owner_name} owns it." if before.owner else ""
    return f"I asked {successor.name} to accept {connection.name}.{stays}"


def _answer(connection_id: str, actor: Actor, ports: OwnerPorts, *, is_accepted: bool) -> str:
    person, before = require_member(actor, ports.directory, fresh=True), ports.owners.get(connection_id)
    offer = before.offer
    if offer is None or offer.decided_by != person.id:
        raise Refused("This hand-over isn't open any more. Nothing changed.")
    request = ports.requests.find_by_connection(connection_id)
    if (owner := owner_of(request, None)) is not None:
        raise Refused(f"{owner.name} requested this connection and owns it. Nothing changed.")
    after, change = before.evolve(offer=None), OwnerChange.DECLINED
    if is_accepted:
        check_member(ports.directory.look_up(offer.to, fresh=True), ports.directory.home())
        after, change = before.give_to(offer.to, offer.to_name, person.id, ports.clock.now()), OwnerChange.ACCEPTED
    if not ports.owners.change(before, after, change, person.id):
        raise Refused("This hand-over isn't open any more. Nothing changed.")
    stored = ports.owners.get(connection_id)
    if not is_accepted:
        ports.messages.notify(stored, offer.offered_by, f"{person.name} declined the hand-over of a connection.")
        return "Declined. The owner stays." if before.owner else "Declined. The connection has no owner."
    ports.messages.announce(stored, f"{offer.to_name} owns this connection now.")
    for other in {offer.offered_by, offer.to, before.owner} - {person.id, ""}:
        if not is_group(other):
            ports.messages.notify(stored, other, f"{offer.to_name} owns the connection {connection_id} now.")
    return f"{offer.to_name} owns it now." if offer.to != person.id else "You own it now. Its alerts mention you."


def _unrequested(connection_id: str, actor: Actor, ports: OwnerPorts) -> tuple[Connection, Ownership]:
    """Return a connection that the actor has access to, and its ownership. Raises `Refused` if it was requested."""
    connection = ports.connections.find(connection_id, actor)
    if (owner := owner_of(ports.requests.find_by_connection(connection_id), None)) is not None:
        raise Refused(f"{owner.name} requested {connection.name} and owns it. Reassign it on the card of the request.")
    return connection, ports.owners.get(connection_id)


def _can_decide(ownership: Ownership, person: Person, ports: OwnerPorts) -> bool:
    """Return whether a person can hand a connection over: as its owner, as a member of its group, or an approver."""
    if person.id == ownership.owner or person.id in ports.directory.approvers(fresh=True):
        return True
    return is_group(ownership.owner) and person.id in ports.groups.members_of(ownership.owner)


def _too_late(connection: Connection, person: Person, ports: OwnerPorts) -> str:
    """Return who was faster. A press that runs again after a crash finds its own change."""
    current = ports.owners.get(connection.id)
    if current.owner == person.id:
        return f"You own {connection.name} now. Its alerts mention you."
    if current.owner:
        return f"{current.owner_name} owns {connection.name} since a moment ago. Nothing changed."
    return f"The owner of {connection.name} just changed. Look again, then repeat it."


def _notify_former(before: Ownership, after: Ownership, text: str, ports: OwnerPorts) -> None:
    if before.owner and not is_group(before.owner) and before.owner != after.set_by:
        ports.messages.notify(after, before.owner, text)
