"""The weekly list of connections without an owner: what is stored, what is shown, and what it needs from outside."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from workflows.ports import Clock, Person, RenderedMessage
from workflows.reporting.snapshot import Snapshot
from workflows.requests.mirrors import Message


@dataclass(frozen=True)
class ProposedOwner:
    """The member who connected a connection in Fivetran."""

    id: str
    name: str


@dataclass(frozen=True)
class UnownedList:
    """One weekly list. What it names is fixed before it's posted, so that a second try posts the same."""

    id: str
    """The key of its post."""
    recipient: str
    connection_ids: tuple[str, ...]
    more: int = 0
    """How many others have no owner, of those that everyone can see."""
    proposals: Mapping[str, ProposedOwner] = field(default_factory=dict)
    """Connection id → who is proposed as its owner."""
    message: Message | None = None
    """None until it's posted."""
    fingerprint: str = ""
    """Of the message as it was drawn."""
    version: int = 0

    def evolve(self, **facts: Any) -> "UnownedList":
        """Return a copy with changed fields."""
        return replace(self, **facts)


@dataclass(frozen=True)
class UnownedLine:
    """A connection in the list, as it is now."""

    connection_id: str
    name: str
    environment: str
    state: str
    """State as a label: “working”."""
    owner_name: str = ""
    """Who owns it by now."""
    asked_name: str = ""
    """Who is asked to own it, and hasn't answered."""
    is_owned: bool = False
    proposed_name: str = ""
    """Who is proposed, and isn't asked yet."""


@dataclass(frozen=True)
class FoundUnowned:
    """Connections without an owner that everyone can see."""

    first: Sequence[str] = ()
    """Their ids, the most important first."""
    count: int = 0


class UnownedLists(Protocol):
    """The stored lists."""

    def get(self, list_id: str) -> UnownedList | None:
        """Return a list; None if there is none."""
        ...

    def add(self, new: UnownedList, at: datetime) -> UnownedList:
        """Store a list, and return the one that is stored under its id."""
        ...

    def save(self, drawn: UnownedList) -> None:
        """Store a list as it is drawn. It stays lagging if an owner changed meanwhile."""
        ...

    def lagging(self, now: datetime) -> Sequence[UnownedList]:
        """Return the lists that are due to be drawn again, because an owner changed."""
        ...

    def postpone(self, list_id: str, until: datetime) -> None:
        """Draw a list later."""
        ...


class UnownedListMessages(Protocol):
    """The messages."""

    def render(self, lines: Sequence[UnownedLine], more: int) -> RenderedMessage:
        """Return the message."""
        ...

    def post(self, list_id: str, digest: Message, rendered: RenderedMessage) -> Message:
        """Post once for each id, in the thread of the digest."""
        ...

    def edit(self, message: Message, rendered: RenderedMessage) -> None:
        """Edit the message. One that was deleted stays away."""
        ...


@dataclass(frozen=True)
class UnownedListPorts:
    """All ports of the list."""

    clock: Clock
    lists: UnownedLists
    find: Callable[[int], FoundUnowned]
    """Finds the first connections, at most so many, and counts all."""
    snapshot_of: Callable[[Collection[str]], Snapshot]
    propose: Callable[[str], Person | None]
    """Connection id → the member who connected it, if that is known now."""
    messages: UnownedListMessages
