"""The weekly list of connections without an owner, in the thread of a digest.

Everyone in the channel reads it, so it names only what everyone can see. It is redrawn when an owner changes.
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from operator import attrgetter
from zoneinfo import ZoneInfo

import structlog

from workflows.connections.model import Connection
from workflows.digests.delivery import DigestSchedule
from workflows.digests.unowned_model import ProposedOwner, UnownedLine, UnownedList, UnownedListPorts
from workflows.errors import Refused, Unavailable
from workflows.isolation import handle_isolated
from workflows.ports import RenderedMessage
from workflows.reporting.duplicates import describe_state, is_internal_to
from workflows.reporting.snapshot import Snapshot
from workflows.requests.confidentiality import PUBLIC
from workflows.requests.mirrors import Message

log = structlog.get_logger(__name__)

MAX_UNOWNED_LINES = 5
"""Connections in one list: more buttons aren't read."""
REDRAW_DELAY = timedelta(minutes=1)
MONDAY_NUMBER = 0


def publish_unowned_list(schedule: DigestSchedule, key: str, digest: Message, ports: UnownedListPorts) -> None:
    """Post the list below a digest, once a week. Nothing is posted if everything has an owner.

    `key` is that of the digest. Raises `Unavailable` while Slack is away; then the digest stays due.
    """
    if not _is_weekly_turn(schedule):
        return
    stored = ports.lists.get(f"{key}:unowned") or _begin(f"{key}:unowned", schedule.recipient, ports)
    if stored is None or stored.message:
        return
    lines = describe_lines(stored, ports.snapshot_of(stored.connection_ids))
    if all(one.is_owned for one in lines):
        return
    rendered = ports.messages.render(lines, stored.more)
    try:
        message = ports.messages.post(stored.id, digest, rendered)
    except Refused as refusal:
        log.warning("the list of connections without an owner isn't posted", reason=refusal.message)
        return
    ports.lists.save(stored.evolve(message=message, fingerprint=rendered.fingerprint))


def redraw_unowned_lists(ports: UnownedListPorts) -> None:
    """Draw the lists again whose connections have another owner."""
    lagging = ports.lists.lagging(ports.clock.now())
    handle_isolated("unowned list", lagging, partial(_redraw, ports=ports), attrgetter("id"))


def describe_lines(stored: UnownedList, snapshot: Snapshot) -> tuple[UnownedLine, ...]:
    """Return the connections of a list as they are now, without those that not everyone can see any more."""
    visible = snapshot.visible_to(PUBLIC)
    known = {one.id: one for one in visible.connections if not is_internal_to(one.service, None, visible, PUBLIC)}
    return tuple(
        _line(one, visible, stored.proposals.get(one.id))
        for one in map(known.get, stored.connection_ids)
        if one is not None
    )


def _line(connection: Connection, snapshot: Snapshot, proposed: ProposedOwner | None) -> UnownedLine:
    owner, ownership = snapshot.owner_of(connection.id), snapshot.owners.get(connection.id)
    offer = ownership.offer if ownership and not owner else None
    has_succeeded = connection.succeeded_at is not None
    return UnownedLine(
        connection.id,
        connection.name,
        snapshot.environment(connection).name,
        describe_state(connection.health, connection.setup_state, connection.paused, has_succeeded),
        owner_name=owner.name if owner else "",
        asked_name=offer.to_name if offer else "",
        is_owned=owner is not None,
        proposed_name=proposed.name if proposed and not owner and not offer else "",
    )


def _is_weekly_turn(schedule: DigestSchedule) -> bool:
    """Return whether the list comes with this digest: with a weekly one, and with a daily one on Mondays."""
    local = schedule.due_at.astimezone(ZoneInfo(schedule.recurrence.timezone))
    return schedule.recurrence.is_weekly or local.weekday() == MONDAY_NUMBER


def _begin(list_id: str, recipient: str, ports: UnownedListPorts) -> UnownedList | None:
    found = ports.find(MAX_UNOWNED_LINES)
    if not found.first:
        return None
    more = max(0, found.count - len(found.first))
    new = UnownedList(list_id, recipient, tuple(found.first), more, _proposals(found.first, ports))
    return ports.lists.add(new, ports.clock.now())


def _proposals(connection_ids: Iterable[str], ports: UnownedListPorts) -> dict[str, ProposedOwner]:
    proposed = {one: ports.propose(one) for one in connection_ids}
    return {one: ProposedOwner(person.id, person.name) for one, person in proposed.items() if person}


def _redraw(stored: UnownedList, ports: UnownedListPorts) -> None:
    if stored.message is None:  # its digest is still being posted
        ports.lists.postpone(stored.id, ports.clock.now() + REDRAW_DELAY)
        return
    lines = describe_lines(stored, ports.snapshot_of(stored.connection_ids))
    rendered = ports.messages.render(lines, stored.more)
    if rendered.fingerprint != stored.fingerprint:
        _edit(stored, stored.message, rendered, ports)
    ports.lists.save(stored.evolve(fingerprint=rendered.fingerprint))


def _edit(stored: UnownedList, message: Message, rendered: RenderedMessage, ports: UnownedListPorts) -> None:
    try:
        ports.messages.edit(message, rendered)
    except Unavailable:
        ports.lists.postpone(stored.id, ports.clock.now() + REDRAW_DELAY)
        raise
    except Refused as refusal:
        log.warning("the list of connections without an owner can't be edited", reason=refusal.message)
