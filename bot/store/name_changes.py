"""Which connections came, went, or got another name, so that each process keeps its list of names up to date."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from bot.store.tables import NameChangeRow, PollRoundRow

KEPT_VERSIONS = 1_000
"""A process that missed more changes of a group reads all names again."""


def record_round(session: Session, group_id: str, now: datetime, renamed_ids: Collection[str]) -> None:
    """Record a poll of a group, with the connections whose names changed.

    Then the group's row stays locked until the end. So its versions are committed in their order: a reader misses none.
    """
    row = session.get(PollRoundRow, group_id, with_for_update=bool(renamed_ids))
    row = row or PollRoundRow(group_id=group_id, polled_at=0.0)
    row.polled_at = now.timestamp()
    row.names_version += int(bool(renamed_ids))
    session.add(row)
    session.flush()
    if renamed_ids:
        changed = {"group_id": group_id, "version": row.names_version}
        session.execute(insert(NameChangeRow), [changed | {"connection_id": one} for one in sorted(renamed_ids)])
        is_old = col(NameChangeRow.version) <= row.names_version - KEPT_VERSIONS
        session.execute(delete(NameChangeRow).where(col(NameChangeRow.group_id) == group_id, is_old))


def name_versions(session: Session) -> Mapping[str, int]:
    """Return group id → how often the names in it have changed."""
    return dict(session.exec(select(PollRoundRow.group_id, PollRoundRow.names_version)).all())


def renamed_since(session: Session, seen: Mapping[str, int], now: Mapping[str, int]) -> frozenset[str] | None:
    """Return the connections whose names changed between two versions; None when that isn't known any more."""
    renamed: set[str] = set()
    for group_id, version in now.items():
        before = seen.get(group_id, 0)
        if not 0 <= version - before < KEPT_VERSIONS:
            return None
        if version != before:
            is_newer = NameChangeRow.group_id == group_id, NameChangeRow.version > before
            renamed.update(session.exec(select(NameChangeRow.connection_id).where(*is_newer)))
    return frozenset(renamed)
