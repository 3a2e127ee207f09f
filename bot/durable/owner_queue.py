"""What people press about owners, each of which happens once."""

from dataclasses import dataclass

from bot.durable.queue_settings import REQUEST_QUEUE
from bot.durable.replies import register_clicks
from bot.durable.work_table import enqueue
from workflows.ownership.claims import accept_offer, assign, claim, decline_offer
from workflows.ownership.ports import Groups, OwnerPorts
from workflows.ownership.proposals import ask_proposed, propose_owner
from workflows.permissions import Actor
from workflows.ports import Person


@dataclass(frozen=True)
class OwnerModule:
    """Takes the presses. Those about one connection run one after another."""

    ports: OwnerPorts
    groups: Groups

    def claim(self, click: str, connection_id: str, actor: Actor) -> None:
        """Make the actor the owner of a connection."""
        self._enqueue("claim", click, connection_id, actor)

    def assign(self, click: str, connection_id: str, to: str, actor: Actor) -> None:
        """Give a connection to a person or a user group."""
        self._enqueue("assign", click, connection_id, to, actor)

    def ask_proposed(self, click: str, connection_id: str, actor: Actor) -> None:
        """Ask the person who connected a connection to own it."""
        self._enqueue("ask_proposed", click, connection_id, actor)

    def propose(self, connection_id: str) -> Person | None:
        """Return whom to propose as the owner of a connection without one."""
        is_owned = self.ports.owners.get(connection_id).owner
        return None if is_owned else propose_owner(connection_id, self.ports.proposals)

    def accept_offer(self, click: str, connection_id: str, actor: Actor) -> None:
        """Accept a hand-over."""
        self._enqueue("accept_offer", click, connection_id, actor)

    def decline_offer(self, click: str, connection_id: str, actor: Actor) -> None:
        """Decline a hand-over."""
        self._enqueue("decline_offer", click, connection_id, actor)

    def _enqueue(self, name: str, click: str, connection_id: str, *arguments: object) -> None:
        enqueue(REQUEST_QUEUE, f"{name}:{click}", name, connection_id, *arguments, partition=connection_id)

    def register(self) -> None:
        """Register the workflows with the engine."""
        register_clicks(self.ports.messenger, self.ports, claim, assign, ask_proposed, accept_offer, decline_offer)
