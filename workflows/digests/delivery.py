"""Digests on their way: who wants one and how often, and posting each exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from workflows.digests.content import Digest
from workflows.digests.schedule import DIGEST_HELP, Recurrence, next_due, parse_recurrence, previous_due
from workflows.errors import Misconfigured, Refused
from workflows.permissions import Actor, require_member
from workflows.ports import Clock, Directory

DIGEST_OFF = "off"
MAX_DIGEST_DELAY = timedelta(days=1)
"""For so long a digest that cannot be posted is tried again; then the next one is waited for."""


@dataclass(frozen=True)
class DigestSchedule:
    """What an audience (the id of a channel, or of a person) wants."""

    recipient: str
    recurrence: Recurrence
    due_at: datetime
    """In UTC."""


class DigestSchedules(Protocol):
    """Who wants a digest."""

    def due(self, now: datetime) -> Sequence[DigestSchedule]:
        """Those whose moment has come; the channel of the setting is among them unless it chose otherwise."""
        ...

    def find(self, recipient: str, now: datetime) -> DigestSchedule | None:
        """What an audience wants; None when it wants no digest."""
        ...

    def save(self, recipient: str, recurrence: Recurrence | None, due_at: datetime | None) -> None:
        """From now on it wants this, or none."""
        ...

    def mark_posted(self, schedule: DigestSchedule, next_at: datetime) -> None:
        """This one was posted; the next is due at `next_at`. Nothing changes if the wish did meanwhile."""
        ...


class DigestBuilder(Protocol):
    """Everything that there is to tell."""

    def build(self, recurrence: Recurrence, since: datetime) -> Digest:
        """The digest of what was from then until now."""
        ...


class DigestChannels(Protocol):
    """Where digests are put up."""

    def post(self, key: str, recipient: str, digest: Digest, recurrence: Recurrence) -> None:
        """Post it, once for each `key`; `Refused` or `Misconfigured` when that cannot be done there."""
        ...

    def require_postable(self, recipient: str) -> None:
        """`Refused` unless digests can be posted there, and only colleagues would read them."""
        ...


class DigestQueue(Protocol):
    """What has to happen soon and durably."""

    def enqueue(self, schedule: DigestSchedule) -> None:
        """Post this digest. Putting the same one on it twice makes it happen once."""
        ...


@dataclass(frozen=True)
class DigestPorts:
    """All ports that digests need."""

    clock: Clock
    directory: Directory
    schedules: DigestSchedules
    builder: DigestBuilder
    channels: DigestChannels
    queue: DigestQueue


@dataclass(frozen=True)
class DigestPolicy:
    """The channel whose digest only some may change: what is posted there, everybody reads."""

    home_channel: str
    superusers: frozenset[str] = frozenset()


def publish_due_digests(ports: DigestPorts) -> None:
    """Put every digest on the agenda whose moment has come."""
    for wish in ports.schedules.due(ports.clock.now()):
        ports.queue.enqueue(wish)


def publish_digest(recipient: str, due_at: datetime, ports: DigestPorts) -> None:
    """Post the digest that was due at `due_at`, unless that was done or nobody wants it any more."""
    now = ports.clock.now()
    wish = ports.schedules.find(recipient, now)
    if wish is None or wish.due_at != due_at:
        return
    try:
        ports.channels.require_postable(recipient)
        # From when the one before was due: a period of fixed length would leave gaps where this one is late,
        # and where clocks are put back.
        digest = ports.builder.build(wish.recurrence, previous_due(wish.recurrence, due_at))
        ports.channels.post(
            f"digest:{recipient}:{int(due_at.timestamp())}", recipient, digest, wish.recurrence
        )
    except (Refused, Misconfigured):
        if now - due_at < MAX_DIGEST_DELAY:
            raise
    ports.schedules.mark_posted(wish, next_due(wish.recurrence, now))


def publish_digest_now(click_id: str, recipient: str, ports: DigestPorts) -> None:
    """Somebody wants to see one now; when the next is due stays as it is."""
    now = ports.clock.now()
    wish = ports.schedules.find(recipient, now)
    rhythm = wish.recurrence if wish else parse_recurrence("weekly mon 09:00 UTC")
    digest = ports.builder.build(rhythm, now - rhythm.period)
    ports.channels.post(f"digest:{click_id}", recipient, digest, rhythm)


def configure_digest(text: str, actor: Actor, policy: DigestPolicy, ports: DigestPorts) -> str:
    """Somebody sets the digest of the place they are in, or asks how it is set; words for them.

    Whoever can type in a channel may set its digest, but the common channel is the approvers' to change.
    """
    audience, now = digest_recipient(actor), ports.clock.now()
    _authorize(actor, policy, ports, changes=bool(text))
    if not text:
        wish = ports.schedules.find(audience, now)
        return (
            f"A digest comes here {wish.recurrence.description}."
            if wish
            else f"No digest comes here. {DIGEST_HELP}"
        )
    if text.casefold() == DIGEST_OFF:
        ports.schedules.save(audience, None, None)
        return "No digest comes here any more."
    rhythm = parse_recurrence(text)
    ports.channels.require_postable(audience)
    due = next_due(rhythm, now)
    ports.schedules.save(audience, rhythm, due)
    return f"A digest comes here {rhythm.description}, for the first time on {due:%Y-%m-%d %H:%M} UTC."


def authorize_digest_now(actor: Actor, policy: DigestPolicy, ports: DigestPorts) -> str:
    """The audience that a digest may be posted to at once; `Refused` when not by them, or not there."""
    _authorize(actor, policy, ports, changes=True)
    ports.channels.require_postable(digest_recipient(actor))
    return digest_recipient(actor)


def digest_recipient(actor: Actor) -> str:
    """Who reads what is posted there: a private conversation is its person's own."""
    return actor.user_id if actor.channel.startswith("D") else actor.channel


def _authorize(press: Actor, bounds: DigestPolicy, desk: DigestPorts, *, changes: bool) -> None:
    require_member(press, desk.directory)
    common = press.channel == bounds.home_channel and changes
    if common and press.user_id not in bounds.superusers | desk.directory.approvers():
        raise Refused("The digest of this channel is for the approvers to change. You may set one elsewhere.")
