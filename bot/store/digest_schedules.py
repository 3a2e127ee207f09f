"""Store the digest schedules of channels and people."""

from collections.abc import Sequence
from datetime import UTC, datetime
from operator import attrgetter

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from bot.store.database import execute, transaction, upsert
from bot.store.readable_rows import read_rows
from bot.store.tables import RecipientRow
from workflows.digests.delivery import DIGEST_OFF, DigestSchedule
from workflows.digests.schedule import Recurrence, next_due, parse_recurrence


class DigestScheduleStore:
    """Schedules in the `recipient` table. `channel` has the default schedule until it chooses another."""

    def __init__(self, engine: Engine, channel: str, default_schedule: Recurrence | None) -> None:
        self._engine = engine
        self._channel = channel
        self._default = default_schedule

    def due(self, now: datetime) -> Sequence[DigestSchedule]:
        query = select(RecipientRow).where(col(RecipientRow.digest_due_at) <= now.timestamp())
        with transaction(self._engine) as session:
            self._apply_setting(session, now)
            found = read_rows("digest schedule", session.exec(query), self._schedule, attrgetter("id"))
            return [schedule for schedule in found if schedule]

    def find(self, recipient: str, now: datetime) -> DigestSchedule | None:
        with transaction(self._engine) as session:
            if recipient == self._channel:
                self._apply_setting(session, now)
            row = session.get(RecipientRow, recipient)
            return self._schedule(row) if row else None

    def save(self, recipient: str, recurrence: Recurrence | None, due_at: datetime | None) -> None:
        with transaction(self._engine) as session:
            self._set(session, recipient, recurrence.spec if recurrence else DIGEST_OFF, due_at)

    def mark_posted(self, schedule: DigestSchedule, next_at: datetime) -> None:
        same = (
            col(RecipientRow.id) == schedule.recipient,
            col(RecipientRow.digest_due_at) == schedule.due_at.timestamp(),
        )
        execute(self._engine, update(RecipientRow).where(*same).values(digest_due_at=next_at.timestamp()))

    def _schedule(self, row: RecipientRow) -> DigestSchedule | None:
        recurrence = self._recurrence(row)
        if recurrence is None or row.digest_due_at is None:
            return None
        return DigestSchedule(row.id, recurrence, datetime.fromtimestamp(row.digest_due_at, UTC))

    def _recurrence(self, row: RecipientRow) -> Recurrence | None:
        if row.digest_schedule is None:
            return self._default if row.id == self._channel else None
        return None if row.digest_schedule == DIGEST_OFF else parse_recurrence(row.digest_schedule)

    def _apply_setting(self, session: Session, now: datetime) -> None:
        """Apply a changed setting at once, but keep a digest that is due already."""
        row = session.get(RecipientRow, self._channel)
        if row is not None and row.digest_schedule is not None:
            return
        stored = row.digest_due_at if row else None
        expected = next_due(self._default, now) if self._default else None
        is_due = stored is not None and stored <= now.timestamp() and self._default is not None
        if not is_due and stored != (expected.timestamp() if expected else None):
            self._set(session, self._channel, None, expected)

    def _set(self, session: Session, recipient: str, schedule: str | None, due_at: datetime | None) -> None:
        """Write only the digest columns; the rest of the row belongs to the preferences."""
        columns = {"digest_schedule": schedule, "digest_due_at": due_at.timestamp() if due_at else None}
        statement = upsert(self._engine, RecipientRow).values(id=recipient, body={}, **columns)
        session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=columns))
