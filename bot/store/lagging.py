"""Which tables have rows that are out of sync and due. One statement, since it's asked every few seconds."""

from sqlalchemy import Engine, exists, literal, select, union_all
from sqlmodel import col

from bot.store.database import transaction
from bot.store.tables import (
    AccessQuestionRow,
    AccessRequestRow,
    IncidentRow,
    RequestRow,
    StepRunRow,
    StormRow,
    UnownedListRow,
)
from workflows.ports import Clock

SYNCED_TABLES = (RequestRow, AccessRequestRow, AccessQuestionRow, StepRunRow, IncidentRow, StormRow, UnownedListRow)


def lagging_tables(engine: Engine, clock: Clock) -> frozenset[str]:
    """Return the names of the tables with due rows. Raises `Unavailable`."""
    now = clock.now().timestamp()
    lags = [
        select(literal(table.__tablename__)).where(
            exists().where(col(table.is_in_sync).is_(False), col(table.due_at) <= now)
        )
        for table in SYNCED_TABLES
    ]
    with transaction(engine) as session:
        return frozenset(session.execute(union_all(*lags)).scalars())
