"""The history of syncs, for people who look and for digests; rows are few columns wide and pruned."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Engine, delete, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.store.database import transaction
from bot.store.tables import ConnectionRow, SyncRow
from workflows.digests.content import Record
from workflows.digests.schedule import LocalDay
from workflows.monitoring.sync_history import LOOK_BACK, Day
from workflows.monitoring.sync_runs import Run, rhythm
from workflows.monitoring.thresholds import Rules

SLOWEST = 50
"""Slow connections that are handed on: most of them may be sensitive, and only a few are shown."""


class RunStore:
    """Syncs that ended. Times in rows are seconds since the epoch."""

    def __init__(self, engine: Engine, learned_from: int = Rules.learned_from) -> None:
        """`learned_from` (good runs) is how many it takes until a rhythm is believed."""
        self._engine = engine
        self._learned_from = learned_from

    def of(self, connection_id: str, since: datetime) -> Sequence[Run]:
        """Its syncs since then, oldest first."""
        query = (
            select(SyncRow)
            .where(SyncRow.connection_id == connection_id, SyncRow.ended_at >= since.timestamp())
            .order_by(col(SyncRow.ended_at))
        )
        with transaction(self._engine) as session:
            return [_run(row) for row in session.exec(query)]

    def fill(self, connection_id: str, runs: Iterable[Run]) -> None:
        """Add what is missing, and lengths that we did not know."""
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        values = [
            {
                "connection_id": connection_id,
                "ended_at": run.ended_at.timestamp(),
                "succeeded": run.succeeded,
                "seconds": run.seconds,
            }
            for run in runs
        ]
        if not values:
            return
        statement = insert(SyncRow)
        known = func.coalesce(statement.excluded.seconds, SyncRow.seconds)
        keys = ["connection_id", "ended_at"]
        with transaction(self._engine) as session:
            session.execute(
                statement.on_conflict_do_update(index_elements=keys, set_={"seconds": known}), values
            )

    def record(self, since: datetime, until: datetime, days: Sequence[LocalDay]) -> Record:
        """What a digest says of a period; `days` are those of its chart."""
        with transaction(self._engine) as session:
            counts = _counts(session, since, until)
            return Record(
                days=tuple(_day(session, one) for one in days),
                done=counts.get(True, 0),
                failed=counts.get(False, 0),
                slowest=_slowest(session, since),
                rhythms=_rhythms(session, until - LOOK_BACK, self._learned_from),
            )

    def prune(self, before: datetime) -> None:
        """Forget what ended before then."""
        with transaction(self._engine) as session:
            session.execute(delete(SyncRow).where(col(SyncRow.ended_at) < before.timestamp()))


def _run(row: SyncRow) -> Run:
    return Run(datetime.fromtimestamp(row.ended_at, UTC), row.succeeded, row.seconds)


def _between(since: datetime, until: datetime) -> tuple[Any, ...]:
    return SyncRow.ended_at >= since.timestamp(), SyncRow.ended_at < until.timestamp()


def _counts(session: Session, since: datetime, until: datetime) -> dict[bool, int]:
    counted = select(SyncRow.succeeded, func.count()).where(*_between(since, until))
    return {bool(good): number for good, number in session.exec(counted.group_by(col(SyncRow.succeeded)))}


def _day(session: Session, local: LocalDay) -> Day:
    counts = _counts(session, local.start, local.end)
    return Day(local.day, counts.get(True, 0), counts.get(False, 0))


def _slowest(session: Session, since: datetime) -> Sequence[tuple[str, timedelta]]:
    mean = func.avg(SyncRow.seconds)
    query = (
        select(SyncRow.connection_id, mean)
        .where(
            SyncRow.ended_at >= since.timestamp(), col(SyncRow.succeeded), col(SyncRow.seconds).is_not(None)
        )
        .group_by(SyncRow.connection_id)
        .order_by(mean.desc())
        .limit(SLOWEST)
    )
    return [(ident, timedelta(seconds=float(seconds))) for ident, seconds in session.exec(query)]


def _rhythms(session: Session, since: datetime, learned_from: int) -> Mapping[str, timedelta]:
    """Learned cadences of the connections that somebody else starts."""
    manual = select(ConnectionRow.id).where(col(ConnectionRow.body)["schedule_type"].as_string() == "manual")
    query = (
        select(SyncRow.connection_id, SyncRow.ended_at)  # rows would be objects: ten times slower
        .where(col(SyncRow.connection_id).in_(manual), SyncRow.ended_at >= since.timestamp())
        .where(col(SyncRow.succeeded))
        .order_by(SyncRow.connection_id, col(SyncRow.ended_at))
    )
    ends = groupby(session.exec(query), key=lambda row: row[0])
    known = {ident: rhythm([at for _, at in some], learned_from) for ident, some in ends}
    return {ident: usual for ident, usual in known.items() if usual}
