"""Do what a person pressed for, and reply in private with the result."""

from collections.abc import Callable
from typing import Protocol

from workflows.audit.entries import AuditTrail, refusal_entry
from workflows.errors import Refused
from workflows.permissions import Actor
from workflows.ports import Clock, Messenger


class ReplyPorts(Protocol):
    """Ports with a messenger, and with what the audit trail needs."""

    @property
    def clock(self) -> Clock:
        """The current time."""
        ...

    @property
    def messenger(self) -> Messenger:
        """Messages that only one person sees."""
        ...

    @property
    def audit(self) -> AuditTrail:
        """The audit trail."""
        ...


def reply_privately(actor: Actor, ports: ReplyPorts, act: Callable[[], str], *, wanted: str, subject: str) -> None:
    """Send the actor the text that `act` returns, or the reason why it raised `Refused`.

    `wanted` is the slug of what they want to do, and `subject` what they do it to, for the audit trail.
    """
    try:
        text = act()
    except Refused as refusal:
        refuse(actor, ports, refusal, wanted=wanted, subject=subject)
    else:
        ports.messenger.send_private(actor.channel, actor.user_id, text)


def refuse(actor: Actor, ports: ReplyPorts, why: Refused, *, wanted: str, subject: str) -> None:
    """Record in the audit trail what isn't allowed, and send the actor the reason."""
    details = {"seen_revision": str(actor.seen_revision)} if actor.seen_revision else {}
    ports.audit.record(refusal_entry(subject, wanted, actor, why, ports.clock.now(), **details))
    ports.messenger.send_private(actor.channel, actor.user_id, why.message)
