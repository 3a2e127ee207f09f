"""Digest schedules, and posting each digest exactly once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from workflows.digests.model import Digest
from workflows.digests.schedule import DIGEST_HELP, Recurrence, next_due, parse_recurrence, previous_due
from workflows.errors import Misconfigured, Refused
from workflows.formatting import format_time
from workflows.permissions import CHANNEL_NOTE, Actor, recipient_of, require_member
from workflows.ports import Clock, Directory, Person
from workflows.requests.mirrors import Message

DIGEST_OFF = "off"
DEFAULT_RECURRENCE = "weekly mon 09:00 UTC"
MAX_DIGEST_DELAY = timedelta(days=1)
"""How long a digest that can't be posted is retried before it's skipped."""
CHANGE_REFUSED = "Only approvers can change the digest of this channel. You can set one elsewhere."
NOW_REFUSED = (
    "Only approvers can post a digest in this channel. To read one, type the command in a direct message to me."
)


@dataclass(frozen=True)
class DigestSchedule:
    """When a recipient (a channel or user id) gets its next digest."""

    recipient: str
    recurrence: Recurrence
    due_at: datetime
    """In UTC."""


class DigestSchedules(Protocol):
    """The stored schedules."""

    def due(self, now: datetime) -> Sequence[DigestSchedule]:
        """Return the schedules that are due. The home channel has the default schedule unless it chose another."""
        ...

    def find(self, recipient: str, now: datetime) -> DigestSchedule | None:
        """Return the schedule of a recipient; None if it gets no digest."""
        ...

    def save(self, recipient: str, recurrence: Recurrence | None, due_at: datetime | None) -> None:
        """Store a schedule; None turns the digest off."""
        ...

    def mark_posted(self, schedule: DigestSchedule, next_at: datetime) -> None:
        """Set the next due time, unless the schedule was changed or marked meanwhile."""
        ...


class DigestChannels(Protocol):
    """Where digests are posted."""

    def post(self, key: str, recipient: str, digest: Digest, recurrence: Recurrence) -> Message:
        """Post once for each `key`. Raises `Refused` or `Misconfigured` where the bot can't post."""
        ...

    def require_postable(self, recipient: str) -> None:
        """Raise `Refused` unless the bot can post there and only this workspace reads there."""
        ...


class DigestQueue(Protocol):
    """The durable work queue."""

    def enqueue(self, schedule: DigestSchedule) -> None:
        """Queue this digest. Queueing it twice posts it once."""
        ...

    def announce(self, channel: str, text: str, actor: Actor) -> None:
        """Queue a post that shows a change of the schedule to the channel."""
        ...


@dataclass(frozen=True)
class DigestPorts:
    """All ports of the digest workflows."""

    clock: Clock
    directory: Directory
    schedules: DigestSchedules
    build: Callable[[Recurrence, datetime], Digest]
    """Builds the digest of the time since then from the stored data."""
    channels: DigestChannels
    queue: DigestQueue
    post_unowned_list: Callable[[DigestSchedule, str, Message], None]
    """Posts the weekly list of connections without an owner below the digest with this key, if it's time."""


@dataclass(frozen=True)
class DigestPolicy:
    """Who can change which digest: the home channel's belongs to approvers and superusers."""

    home_channel: str
    superusers: frozenset[str] = frozenset()


def publish_due_digests(ports: DigestPorts) -> None:
    """Queue every digest that is due."""
    for schedule in ports.schedules.due(ports.clock.now()):
        ports.queue.enqueue(schedule)


def publish_digest(recipient: str, due_at: datetime, ports: DigestPorts) -> None:
    """Post the digest that was due at `due_at`, unless it's posted already or no longer wanted."""
    now = ports.clock.now()
    schedule = ports.schedules.find(recipient, now)
    if schedule is None or schedule.due_at != due_at:
        return
    try:
        ports.channels.require_postable(recipient)
        # Start at the previous due time: a period of fixed length would leave gaps after a late digest, and on
        # days with a clock change.
        since = previous_due(schedule.recurrence, due_at)
        digest = ports.build(schedule.recurrence, since)
        key = f"digest:{recipient}:{int(due_at.timestamp())}"
        message = ports.channels.post(key, recipient, digest, schedule.recurrence)
        ports.post_unowned_list(schedule, key, message)
    except (Refused, Misconfigured):
        if now - due_at < MAX_DIGEST_DELAY:
            raise
    ports.schedules.mark_posted(schedule, next_due(schedule.recurrence, now))


def publish_digest_now(click_id: str, recipient: str, _actor: Actor | None = None, *, ports: DigestPorts) -> None:
    """Post a digest at once; the schedule stays as it is. The actor learns if it fails."""
    now = ports.clock.now()
    schedule = ports.schedules.find(recipient, now)
    recurrence = schedule.recurrence if schedule else parse_recurrence(DEFAULT_RECURRENCE)
    digest = ports.build(recurrence, now - recurrence.period)
    ports.channels.post(f"digest:{click_id}", recipient, digest, recurrence)


def configure_digest(text: str, actor: Actor, policy: DigestPolicy, ports: DigestPorts) -> str:
    """Set or show the digest of the channel where the actor typed. Return the answer for the actor.

    Members can set the digest of a channel they type in; the home channel's is the approvers'.
    """
    recipient, now = recipient_of(actor), ports.clock.now()
    person = _authorize(actor, policy, ports, is_change=bool(text))
    if not text:
        return _describe(ports.schedules.find(recipient, now))
    if text.casefold() == DIGEST_OFF:
        was_on = ports.schedules.find(recipient, now) is not None
        ports.schedules.save(recipient, None, None)
        news = f"{person.name} turned off the digest of this channel."
        return f"Digest turned off.{_announced(news, actor, ports) if was_on else ''}"
    recurrence = parse_recurrence(text)
    ports.channels.require_postable(recipient)
    due_at = next_due(recurrence, now)
    ports.schedules.save(recipient, recurrence, due_at)
    news = f"{person.name} set the digest of this channel: {recurrence.description}."
    answer = f"Digest set: {recurrence.description}. The first one is due {format_time(due_at)}."
    return f"{answer}{_announced(news, actor, ports)}"


def _announced(news: str, actor: Actor, ports: DigestPorts) -> str:
    """Show a change to the channel, and return what the actor reads about that; nothing in a direct message."""
    recipient = recipient_of(actor)
    if recipient == actor.user_id:
        return ""
    ports.queue.announce(recipient, news, actor)
    return f" {CHANNEL_NOTE}"


def authorize_digest_now(actor: Actor, policy: DigestPolicy, ports: DigestPorts) -> str:
    """Return the recipient of an immediate digest. Raises `Refused` if the actor or the channel can't have one."""
    _authorize(actor, policy, ports, is_change=True, refusal=NOW_REFUSED)
    recipient = recipient_of(actor)
    ports.channels.require_postable(recipient)
    return recipient


def _describe(schedule: DigestSchedule | None) -> str:
    if schedule is None:
        return f"There's no digest here. {DIGEST_HELP}"
    return f"Digest: {schedule.recurrence.description}."


def _authorize(
    actor: Actor, policy: DigestPolicy, ports: DigestPorts, *, is_change: bool, refusal: str = CHANGE_REFUSED
) -> Person:
    person = require_member(actor, ports.directory)
    if not is_change or actor.channel != policy.home_channel:
        return person
    if actor.user_id not in policy.superusers | ports.directory.approvers(fresh=True):
        raise Refused(refusal)
    return person
