"""What channels and people want to hear, and how often each was told something."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.store.database import transaction
from bot.store.tables import IncidentRow, NotificationRow, RecipientRow, StormRow
from workflows.subscriptions.preferences import Preferences

PREFERENCES_ADAPTER = TypeAdapter(Preferences)
PREFERENCES_KEY = "preferences"
"""Where preferences are in the body of a row; other keys of it belong to others."""


class PreferencesStore:
    """Fulfils `workflows.subscriptions.ports.Audiences`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, audience: str) -> Preferences:
        with transaction(self._engine) as session:
            row = session.get(RecipientRow, audience)
        return _preferences(row) if row else Preferences(audience)

    def all(self) -> Mapping[str, Preferences]:
        """Of everybody who ever said anything, by audience."""
        with transaction(self._engine) as session:
            rows = session.exec(select(RecipientRow)).all()
        return {row.id: _preferences(row) for row in rows if PREFERENCES_KEY in row.body}

    def update(self, audience: str, how: Callable[[Preferences], Preferences]) -> Preferences:
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        new = insert(RecipientRow).values(id=audience, body={}).on_conflict_do_nothing()
        with transaction(self._engine) as session:
            session.execute(new)  # also keeps others from writing between our reading and our writing
            query = select(RecipientRow).where(col(RecipientRow.id) == audience).with_for_update()
            row = session.exec(query).one()
            changed = how(_preferences(row))
            if changed != _preferences(row):
                row.body = {
                    **row.body,
                    PREFERENCES_KEY: PREFERENCES_ADAPTER.dump_python(changed, mode="json"),
                }
                _look_again(session)
        return changed

    def unnotified_unreachable(self) -> Sequence[Preferences]:
        return [one for one in self.all().values() if one.unreachable and not one.unreachable.is_notified]

    def count_posts_by_connection(self, audience: str, since: datetime) -> Mapping[str | None, int]:
        recent = (
            col(NotificationRow.recipient_id) == audience,
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


def _look_again(session: Session) -> None:
    """What waits may not have to wait any more (a mute was taken away, say): the sweep looks at it again."""
    for table in (IncidentRow, StormRow):
        waits = col(table.is_in_sync).is_(False)
        session.execute(update(table).where(waits).values(due_at=0.0))
