"""Propose the person who connected a connection in Fivetran as its owner, and ask them in one press."""

import structlog

from workflows.errors import DeskError, Refused
from workflows.ownership.claims import assign
from workflows.ownership.ports import ConnectedBy, OwnerPorts
from workflows.permissions import Actor, require_member
from workflows.ports import Person

log = structlog.get_logger(__name__)


def propose_owner(connection_id: str, source: ConnectedBy) -> Person | None:
    """Return whom to propose; None also if Fivetran or Slack doesn't answer. The caller checks who can see it."""
    try:
        return source.connected_by(connection_id)
    except DeskError as failure:
        log.info("no owner can be proposed", connection=connection_id, reason=failure.message)
        return None


def ask_proposed(connection_id: str, actor: Actor, ports: OwnerPorts) -> None:
    """Ask the proposed person to own a connection, once. Until they accept, nothing changes."""
    try:
        proposed = _find(connection_id, actor, ports)
    except Refused as refusal:
        ports.messenger.send_private(actor.channel, actor.user_id, refusal.message)
        return
    assign(connection_id, proposed.id, actor, ports)


def _find(connection_id: str, actor: Actor, ports: OwnerPorts) -> Person:
    require_member(actor, ports.directory, fresh=True)
    connection = ports.connections.find(connection_id, actor)
    proposed = ports.proposals.connected_by(connection_id)
    if proposed is None:
        raise Refused(f"Fivetran doesn't name a member who connected {connection.name}. Choose its owner.")
    ownership = ports.owners.get(connection_id)
    if ownership.offer and ownership.offer.to == proposed.id:
        ports.messages.offer(connection, ownership)  # after a crash, it's possible that this wasn't sent
        raise Refused(f"{proposed.name} is asked already, and hasn't answered yet.")
    return proposed
