"""Who wants a digest, and when the next one is due."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.store.database import transaction
from bot.store.tables import RecipientRow
from workflows.digests.delivery import DIGEST_OFF, DigestSchedule
from workflows.digests.schedule import Recurrence, next_due, parse_recurrence


class DigestScheduleStore:
    """Store each channel's digest schedule; `usual` is the default of `channel`."""

    def __init__(self, engine: Engine, channel: str, default_schedule: Recurrence | None) -> None:
        self._engine = engine
        self._channel = channel
        self._usual = default_schedule

    def due(self, now: datetime) -> Sequence[DigestSchedule]:
        query = select(RecipientRow).where(col(RecipientRow.digest_due_at) <= now.timestamp())
        with transaction(self._engine) as session:
            self._follow_setting(session, now)
            return [wish for row in session.exec(query) if (wish := self._wish(row))]

    def find(self, audience: str, now: datetime) -> DigestSchedule | None:
        with transaction(self._engine) as session:
            if audience == self._channel:
                self._follow_setting(session, now)
            row = session.get(RecipientRow, audience)
            return self._wish(row) if row else None

    def save(self, audience: str, rhythm: Recurrence | None, due_at: datetime | None) -> None:
        with transaction(self._engine) as session:
            self._set(session, audience, rhythm.spec if rhythm else DIGEST_OFF, due_at)

    def mark_posted(self, wish: DigestSchedule, next_at: datetime) -> None:
        same = (
            col(RecipientRow.id) == wish.recipient,
            col(RecipientRow.digest_due_at) == wish.due_at.timestamp(),
        )
        with transaction(self._engine) as session:
            session.execute(update(RecipientRow).where(*same).values(digest_due_at=next_at.timestamp()))

    def _wish(self, row: RecipientRow) -> DigestSchedule | None:
        rhythm = self._rhythm(row)
        if rhythm is None or row.digest_due_at is None:
            return None
        return DigestSchedule(row.id, rhythm, datetime.fromtimestamp(row.digest_due_at, UTC))

    def _rhythm(self, row: RecipientRow) -> Recurrence | None:
        if row.digest_schedule is None:
            return self._usual if row.id == self._channel else None
        return None if row.digest_schedule == DIGEST_OFF else parse_recurrence(row.digest_schedule)

    def _follow_setting(self, session: Session, now: datetime) -> None:
        """A changed setting counts at once, but a digest that is due already is not put off."""
        row = session.get(RecipientRow, self._channel)
        if row is not None and row.digest_schedule is not None:
            return
        known = row.digest_due_at if row else None
        wanted = next_due(self._usual, now) if self._usual else None
        is_due = known is not None and known <= now.timestamp() and self._usual is not None
        if not is_due and known != (wanted.timestamp() if wanted else None):
            self._set(session, self._channel, None, wanted)

    def _set(self, session: Session, audience: str, digest: str | None, due_at: datetime | None) -> None:
        """Only our columns: the rest of the row is about subscriptions."""
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        ours = {"digest_schedule": digest, "digest_due_at": due_at.timestamp() if due_at else None}
        statement = insert(RecipientRow).values(id=audience, body={}, **ours)
        session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=ours))
