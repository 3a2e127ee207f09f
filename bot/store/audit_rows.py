"""Append entries to the audit trail in the transaction of the change that they record."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import CursorResult, insert, update
from sqlmodel import Session, col

from bot.store.database import do_last, upsert
from bot.store.tables import AuditEntryRow, AuditHeadRow
from workflows.audit.chain import ChainedEntry, Head, append
from workflows.audit.entries import AuditEntry

HEAD_ID = 1
IS_HEAD = col(AuditHeadRow.id) == HEAD_ID
LOCK_HEAD = (
    update(AuditHeadRow)
    .where(IS_HEAD)
    .values(number=col(AuditHeadRow.number))
    .returning(col(AuditHeadRow.number), col(AuditHeadRow.hash))
)
ONE_ROW = {"synchronize_session": False}
"""No object of the session shows the row."""
LAST_SEEN: WeakKeyDictionary[object, Head] = WeakKeyDictionary()
"""Engine → the end of the trail that this process wrote last. It's a guess: others append, too."""


def append_later(session: Session, entries: Sequence[AuditEntry]) -> None:
    """Append entries at the end of the transaction: who appends waits for others, and locks nothing after that."""
    if entries:
        do_last(session, partial(append_entries, entries=entries))


def append_entries(session: Session, entries: Sequence[AuditEntry], click: str | None = None) -> None:
    """Append entries now. Others who append wait for the end of the transaction.

    If no one else appended since this process did, that takes two statements.
    """
    engine = session.get_bind().engine
    guess = LAST_SEEN.get(engine)
    chain = _chain(guess, entries) if guess else []
    if guess is None or not _move_head(session, guess, chain):
        head = _lock_head(session)
        chain = _chain(head, entries)
        _move_head(session, head, chain)
    session.execute(insert(AuditEntryRow), [audit_columns(one) | {"click": click} for one in chain])
    LAST_SEEN[engine] = _end_of(chain)


def _chain(head: Head, entries: Sequence[AuditEntry]) -> list[ChainedEntry]:
    chain: list[ChainedEntry] = []
    for entry in entries:
        chain.append(append(_end_of(chain) if chain else head, entry))
    return chain


def _end_of(chain: Sequence[ChainedEntry]) -> Head:
    return Head(chain[-1].number, chain[-1].hash)


def _move_head(session: Session, head: Head, chain: Sequence[ChainedEntry]) -> bool:
    """Move the end of the trail from `head` to the end of `chain`. Return False if it is elsewhere."""
    end = _end_of(chain)
    is_there = col(AuditHeadRow.number) == head.number, col(AuditHeadRow.hash) == head.hash
    statement = update(AuditHeadRow).where(IS_HEAD, *is_there).values(number=end.number, hash=end.hash)
    moved: CursorResult[Any] = session.execute(statement, execution_options=ONE_ROW)  # type: ignore[assignment]
    return moved.rowcount == 1


def _lock_head(session: Session) -> Head:
    """Return the end of the trail, and lock it."""
    found = session.execute(LOCK_HEAD, execution_options=ONE_ROW).first()
    if found is None:
        first = upsert(session, AuditHeadRow).values(id=HEAD_ID, number=0, hash="")
        session.execute(first.on_conflict_do_nothing())
        found = session.execute(LOCK_HEAD, execution_options=ONE_ROW).one()
    return Head(found.number, found.hash)


def audit_columns(entry: ChainedEntry) -> dict[str, Any]:
    """Return the values of an entry's row."""
    return dict(vars(entry))


def audit_entry_from_row(row: AuditEntryRow) -> ChainedEntry:
    """Return the entry in a row."""
    return ChainedEntry(**{name: getattr(row, name) for name in ChainedEntry.__dataclass_fields__})
