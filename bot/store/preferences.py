"""Store the preferences of channels and people, and count their posts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, func, update
from sqlmodel import Session, col, select

from bot.store.database import transaction, upsert
from bot.store.tables import IncidentRow, NotificationRow, RecipientRow, StormRow
from workflows.subscriptions.preferences import Preferences

PREFERENCES_ADAPTER = TypeAdapter(Preferences)
PREFERENCES_KEY = "preferences"
"""The key of the preferences in a row's body; other keys belong to other stores."""


class PreferencesStore:
    """Preferences in the `recipient` table."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, recipient: str) -> Preferences:
        with transaction(self._engine) as session:
            row = session.get(RecipientRow, recipient)
        return _preferences(row) if row else Preferences(recipient)

    def all(self) -> Mapping[str, Preferences]:
        """Return all stored preferences by recipient."""
        with transaction(self._engine) as session:
            rows = session.exec(select(RecipientRow)).all()
        return {row.id: _preferences(row) for row in rows if PREFERENCES_KEY in row.body}

    def update(self, recipient: str, change: Callable[[Preferences], Preferences]) -> Preferences:
        new = upsert(self._engine, RecipientRow).values(id=recipient, body={}).on_conflict_do_nothing()
        with transaction(self._engine) as session:
            session.execute(new)  # also locks the row between reading and writing
            query = select(RecipientRow).where(col(RecipientRow.id) == recipient).with_for_update()
            row = session.exec(query).one()
            changed = change(_preferences(row))
            if changed != _preferences(row):
                row.body = {
                    **row.body,
                    PREFERENCES_KEY: PREFERENCES_ADAPTER.dump_python(changed, mode="json"),
                }
                _release_held_messages(session)
        return changed

    def unnotified_unreachable(self) -> Sequence[Preferences]:
        return [one for one in self.all().values() if one.unreachable and not one.unreachable.is_notified]

    def count_posts_by_connection(self, recipient: str, since: datetime) -> Mapping[str | None, int]:
        recent = (
            col(NotificationRow.recipient_id) == recipient,
            col(NotificationRow.posted_at) >= since.timestamp(),
        )
        query = select(NotificationRow.connection_id, func.count()).where(*recent)
        with transaction(self._engine) as session:
            return _counted(session, query.group_by(col(NotificationRow.connection_id)))

    def count_posts_by_recipient(self, since: datetime) -> Mapping[str, int]:
        query = select(NotificationRow.recipient_id, func.count()).where(
            col(NotificationRow.posted_at) >= since.timestamp()
        )
        with transaction(self._engine) as session:
            return _counted(session, query.group_by(col(NotificationRow.recipient_id)))


def _preferences(row: RecipientRow) -> Preferences:
    return (
        PREFERENCES_ADAPTER.validate_python(row.body[PREFERENCES_KEY])
        if PREFERENCES_KEY in row.body
        else Preferences(row.id)
    )


def _counted(session: Session, query: Any) -> dict[Any, int]:
    return {key: int(count) for key, count in session.exec(query)}


def _release_held_messages(session: Session) -> None:
    """Let the sweep check messages again that quiet hours or a mute held before this change."""
    for table in (IncidentRow, StormRow):
        is_lagging = col(table.is_in_sync).is_(False)
        session.execute(update(table).where(is_lagging).values(due_at=0.0))
