"""Connections that a poll doesn't list anymore: one look proves nothing, so their rows stay for a while."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from bot.store.database import chunks
from bot.store.tables import ConnectionRow
from workflows.connections.model import ConnectionListing

MISSING_CONFIRMATION = timedelta(minutes=5)
"""How long a connection has to be missing from the list, in at least two polls, before it counts as gone."""
MASS_MISSING_CONFIRMATION = timedelta(hours=1)
"""The same when most connections of the group are missing, which looks like a mistake of the list."""
MASS_MISSING_MINIMUM = 2


@dataclass(frozen=True)
class MissingConnections:
    """Ids of connections that a poll didn't list."""

    kept: frozenset[str]
    """Missing, but maybe not gone, or not readable."""
    gone: frozenset[str]
    unmarked: frozenset[str]
    """Missing for the first time."""


def find_missing(
    session: Session, group_id: str, known: Collection[str], listing: ConnectionListing, now: datetime
) -> MissingConnections:
    """Find the connections that are missing, and those that are gone.

    `known` are the ids of the group's rows before the poll. Connections that couldn't be read aren't missing. If the
    listing isn't complete, none is.
    """
    seen = listing.ids
    unseen = set(known) - seen
    unread = unseen & listing.unreadable_ids if listing.is_complete else unseen
    missing = _missing_since(session, group_id, unseen - unread)
    gone = _gone(missing, len(unseen | seen), now)
    unmarked = frozenset(one for one, since in missing.items() if since is None)
    return MissingConnections(frozenset((missing.keys() | unread) - gone), frozenset(gone), unmarked)


def record_missing(session: Session, missing: MissingConnections, now: datetime) -> None:
    """Mark the connections that are missing, and delete those that are gone."""
    for ids in chunks(sorted(missing.gone)):
        session.execute(delete(ConnectionRow).where(col(ConnectionRow.id).in_(ids)))
    for ids in chunks(sorted(missing.unmarked)):
        marked = update(ConnectionRow).where(col(ConnectionRow.id).in_(ids))
        session.execute(marked.values(missing_since=now.timestamp()))


def _missing_since(session: Session, group_id: str, ids: Collection[str]) -> dict[str, float | None]:
    since: dict[str, float | None] = {}
    for some in chunks(sorted(ids)):
        query: Any = select(ConnectionRow.id, ConnectionRow.missing_since)
        found = session.exec(query.where(ConnectionRow.group_id == group_id, col(ConnectionRow.id).in_(some)))
        since |= dict(found.all())
    return since


def _gone(missing: dict[str, float | None], known: int, now: datetime) -> set[str]:
    is_mass = len(missing) >= MASS_MISSING_MINIMUM and len(missing) * 2 > known
    wait = MASS_MISSING_CONFIRMATION if is_mass else MISSING_CONFIRMATION
    before = (now - wait).timestamp()
    return {one for one, since in missing.items() if since is not None and since <= before}
