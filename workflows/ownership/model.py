"""Who owns a connection, and the one rule that answers it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from workflows.requests.model import ConnectorRequest


class OwnerChange(StrEnum):
    """What happened to the ownership of a connection; each is a line of its history."""

    CLAIMED = "claimed"
    ASSIGNED = "assigned"
    OFFERED = "offered"
    """Its owner, or a member for a connection without one, offers it to another person."""
    REQUESTED = "requested"
    """A member asks the owner for it."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    IMPORTED = "imported"
    LEFT = "left"
    """Its owner left, so it has none."""


@dataclass(frozen=True)
class Offer:
    """A hand-over that waits for a press. Until then, the owner stays."""

    to: str
    """Slack user id of the next owner."""
    to_name: str
    decided_by: str
    """Slack user id of the person who accepts: the next owner, or the present one who is asked for it."""
    offered_by: str
    offered_by_name: str
    offered_at: datetime


@dataclass(frozen=True)
class Ownership:
    """The owner of a connection without a request. Every change raises `version`; 0 isn't stored yet."""

    connection_id: str
    owner: str = ""
    """Slack id of a person or a user group; empty without an owner."""
    owner_name: str = ""
    set_by: str = ""
    """Slack user id of the person who set it; empty for an import."""
    set_at: datetime | None = None
    version: int = 0
    offer: Offer | None = None

    def evolve(self, **facts: Any) -> "Ownership":
        """Return a copy with changed fields."""
        return replace(self, **facts)

    def give_to(self, owner: str, name: str, set_by: str, now: datetime) -> "Ownership":
        """Return it with another owner, and without an offer."""
        return replace(self, owner=owner, owner_name=name, set_by=set_by, set_at=now, offer=None)


@dataclass(frozen=True)
class ConnectionOwner:
    """The owner of a connection."""

    id: str
    """Slack id of a person or a user group."""
    name: str
    is_requester: bool = False

    @property
    def is_group(self) -> bool:
        """Whether it is a Slack user group."""
        return is_group(self.id)


def is_group(slack_id: str) -> bool:
    """Return whether a Slack id is that of a user group."""
    return slack_id.startswith("S")


def owner_of(request: ConnectorRequest | None, ownership: Ownership | None) -> ConnectionOwner | None:
    """Return who owns a connection: the requester of its open request, else who claimed it or was given it."""
    if request is not None and not request.is_closed:
        return ConnectionOwner(request.requester, request.names.get(request.requester, ""), is_requester=True)
    if ownership is not None and ownership.owner:
        return ConnectionOwner(ownership.owner, ownership.owner_name)
    return None
