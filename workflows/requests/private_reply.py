"""Do what a person pressed for, and reply in private with the result."""

from collections.abc import Callable
from typing import Protocol

from workflows.errors import Refused
from workflows.permissions import Actor
from workflows.ports import Messenger


class HasMessenger(Protocol):
    """Ports with a messenger."""

    @property
    def messenger(self) -> Messenger:
        """Messages that only one person sees."""
        ...


def reply_privately(actor: Actor, ports: HasMessenger, act: Callable[[], str]) -> None:
    """Send the actor the text that `act` returns, or the reason why it raised `Refused`."""
    try:
        text = act()
    except Refused as refusal:
        text = refusal.message
    ports.messenger.send_private(actor.channel, actor.user_id, text)
