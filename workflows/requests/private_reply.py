"""Do what a person pressed for, and reply in private with the result."""

from collections.abc import Callable

from workflows.errors import Refused
from workflows.permissions import Actor
from workflows.requests.ports import RequestPorts


def reply_privately(actor: Actor, ports: RequestPorts, act: Callable[[], str]) -> None:
    """Send the actor the text that `act` returns, or the reason why it raised `Refused`."""
    try:
        text = act()
    except Refused as refusal:
        text = refusal.message
    ports.messenger.send_private(actor.channel, actor.user_id, text)
