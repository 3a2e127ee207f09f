"""What channels and people want to hear, and how often each was told something."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.store.database import transaction
from bot.store.tables import AudienceRow, IncidentRow, PostRow, StormRow
from workflows.subscriptions.preferences import Preferences

BODY = TypeAdapter(Preferences)
KEY = "hears"
"""Where preferences are in the body of a row; other keys of it belong to others."""


class AudienceStore:
    """Fulfils `workflows.subscriptions.ports.Audiences`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, audience: str) -> Preferences:
        with transaction(self._engine) as session:
            row = session.get(AudienceRow, audience)
        return _preferences(row) if row else Preferences(audience)

    def all(self) -> Mapping[str, Preferences]:
        """Of everybody who ever said anything, by audience."""
        with transaction(self._engine) as session:
            rows = session.exec(select(AudienceRow)).all()
        return {row.id: _preferences(row) for row in rows if KEY in row.body}

    def change(self, audience: str, how: Callable[[Preferences], Preferences]) -> Preferences:
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        new = insert(AudienceRow).values(id=audience, body={}).on_conflict_do_nothing()
        with transaction(self._engine) as session:
            session.execute(new)  # also keeps others from writing between our reading and our writing
            query = select(AudienceRow).where(col(AudienceRow.id) == audience).with_for_update()
            row = session.exec(query).one()
            changed = how(_preferences(row))
            if changed != _preferences(row):
                row.body = {**row.body, KEY: BODY.dump_python(changed, mode="json")}
                _look_again(session)
        return changed

    def shut_out(self) -> Sequence[Preferences]:
        return [one for one in self.all().values() if one.closed and not one.closed.told]

    def posts(self, audience: str, since: datetime) -> Mapping[str | None, int]:
        recent = col(PostRow.audience) == audience, col(PostRow.at) >= since.timestamp()
        query = select(PostRow.connection_id, func.count()).where(*recent)
        with transaction(self._engine) as session:
            return _counted(session, query.group_by(col(PostRow.connection_id)))

    def told_since(self, since: datetime) -> Mapping[str, int]:
        query = select(PostRow.audience, func.count()).where(col(PostRow.at) >= since.timestamp())
        with transaction(self._engine) as session:
            return _counted(session, query.group_by(col(PostRow.audience)))


def _preferences(row: AudienceRow) -> Preferences:
    return BODY.validate_python(row.body[KEY]) if KEY in row.body else Preferences(row.id)


def _counted(session: Session, query: Any) -> dict[Any, int]:
    return {key: int(count) for key, count in session.exec(query)}


def _look_again(session: Session) -> None:
    """What waits may not have to wait any more (a mute was taken away, say): the sweep looks at it again."""
    for table in (IncidentRow, StormRow):
        waits = col(table.is_settled).is_(False)
        session.execute(update(table).where(waits).values(due_at=0.0))
