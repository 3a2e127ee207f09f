"""What access was asked for, and its tickets."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from bot.store.database import transaction
from bot.store.tables import AccessRow
from workflows.access_requests import AccessAsk
from workflows.errors import Refused

BODY = TypeAdapter(AccessAsk)


class AccessStore:
    """Fulfils `workflows.access_requests.AccessBook`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, ask: AccessAsk) -> None:
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        with transaction(self._engine) as session:
            session.execute(insert(AccessRow).values(**_columns(ask)).on_conflict_do_nothing())

    def get(self, ask_id: str) -> AccessAsk:
        with transaction(self._engine) as session:
            row = session.get(AccessRow, ask_id)
        if row is None:
            raise Refused("Nobody has asked for this.")
        return BODY.validate_python(row.body)

    def note(self, ask_id: str, **facts: Any) -> AccessAsk:
        with transaction(self._engine) as session:
            query = select(AccessRow).where(col(AccessRow.id) == ask_id).with_for_update()
            row = session.exec(query).one()
            changed = replace(BODY.validate_python(row.body), **facts)
            for name, value in _columns(changed).items():
                setattr(row, name, value)
        return changed

    def lagging(self, now: datetime) -> Sequence[str]:
        due = col(AccessRow.due_at) <= now.timestamp()
        with transaction(self._engine) as session:
            return session.exec(select(AccessRow.id).where(col(AccessRow.is_settled).is_(False), due)).all()


def _columns(ask: AccessAsk) -> dict[str, Any]:
    return {
        "id": ask.id,
        "is_settled": ask.is_told,
        "due_at": ask.next_try_at.timestamp() if ask.next_try_at else 0.0,
        "body": BODY.dump_python(ask, mode="json"),
    }
