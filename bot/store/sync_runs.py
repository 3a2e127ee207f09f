"""The history of syncs, for people who look and for digests; rows are few columns wide and pruned."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Engine, delete, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.store.database import transaction
from bot.store.tables import ConnectionRow, SyncRunRow
from workflows.digests.content import SyncSummary
from workflows.digests.schedule import LocalDay
from workflows.monitoring.sync_history import SYNC_HISTORY_PERIOD, SyncDay
from workflows.monitoring.sync_runs import SyncRun, median_interval
from workflows.monitoring.thresholds import Thresholds

MAX_SLOW_CONNECTIONS = 50
"""Slow connections that are handed on: most of them may be sensitive, and only a few are shown."""


class SyncRunStore:
    """Syncs that ended. Times in rows are seconds since the epoch."""

    def __init__(self, engine: Engine, min_runs_for_cadence: int = Thresholds.cadence_min_runs) -> None:
        """`learned_from` (good runs) is how many it takes until a rhythm is believed."""
        self._engine = engine
        self._learned_from = min_runs_for_cadence

    def for_connection(self, connection_id: str, since: datetime) -> Sequence[SyncRun]:
        """Its syncs since then, oldest first."""
        query = (
            select(SyncRunRow)
            .where(SyncRunRow.connection_id == connection_id, SyncRunRow.ended_at >= since.timestamp())
            .order_by(col(SyncRunRow.ended_at))
        )
        with transaction(self._engine) as session:
            return [_run(row) for row in session.exec(query)]

    def backfill(self, connection_id: str, runs: Iterable[SyncRun]) -> None:
        """Add what is missing, and lengths that we did not know."""
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        values = [
            {
                "connection_id": connection_id,
                "ended_at": run.ended_at.timestamp(),
                "succeeded": run.succeeded,
                "duration_seconds": run.seconds,
            }
            for run in runs
        ]
        if not values:
            return
        statement = insert(SyncRunRow)
        known = func.coalesce(statement.excluded.duration_seconds, SyncRunRow.duration_seconds)
        keys = ["connection_id", "ended_at"]
        with transaction(self._engine) as session:
            session.execute(
                statement.on_conflict_do_update(index_elements=keys, set_={"duration_seconds": known}), values
            )

    def summarize(self, since: datetime, until: datetime, days: Sequence[LocalDay]) -> SyncSummary:
        """What a digest says of a period; `days` are those of its chart."""
        with transaction(self._engine) as session:
            counts = _counts(session, since, until)
            return SyncSummary(
                days=tuple(_day(session, one) for one in days),
                succeeded=counts.get(True, 0),
                failed=counts.get(False, 0),
                slowest=_slowest(session, since),
                cadences=_rhythms(session, until - SYNC_HISTORY_PERIOD, self._learned_from),
            )

    def prune(self, before: datetime) -> None:
        """Forget what ended before then."""
        with transaction(self._engine) as session:
            session.execute(delete(SyncRunRow).where(col(SyncRunRow.ended_at) < before.timestamp()))


def _run(row: SyncRunRow) -> SyncRun:
    return SyncRun(datetime.fromtimestamp(row.ended_at, UTC), row.succeeded, row.duration_seconds)


def _between(since: datetime, until: datetime) -> tuple[Any, ...]:
    return SyncRunRow.ended_at >= since.timestamp(), SyncRunRow.ended_at < until.timestamp()


def _counts(session: Session, since: datetime, until: datetime) -> dict[bool, int]:
    counted = select(SyncRunRow.succeeded, func.count()).where(*_between(since, until))
    return {bool(good): number for good, number in session.exec(counted.group_by(col(SyncRunRow.succeeded)))}


def _day(session: Session, local: LocalDay) -> SyncDay:
    counts = _counts(session, local.start, local.end)
    return SyncDay(local.day, counts.get(True, 0), counts.get(False, 0))


def _slowest(session: Session, since: datetime) -> Sequence[tuple[str, timedelta]]:
    mean = func.avg(SyncRunRow.duration_seconds)
    query = (
        select(SyncRunRow.connection_id, mean)
        .where(
            SyncRunRow.ended_at >= since.timestamp(),
            col(SyncRunRow.succeeded),
            col(SyncRunRow.duration_seconds).is_not(None),
        )
        .group_by(SyncRunRow.connection_id)
        .order_by(mean.desc())
        .limit(MAX_SLOW_CONNECTIONS)
    )
    return [(ident, timedelta(seconds=float(seconds))) for ident, seconds in session.exec(query)]


def _rhythms(session: Session, since: datetime, learned_from: int) -> Mapping[str, timedelta]:
    """Learned cadences of the connections that somebody else starts."""
    manual = select(ConnectionRow.id).where(col(ConnectionRow.body)["schedule_type"].as_string() == "manual")
    query = (
        select(SyncRunRow.connection_id, SyncRunRow.ended_at)  # rows would be objects: ten times slower
        .where(col(SyncRunRow.connection_id).in_(manual), SyncRunRow.ended_at >= since.timestamp())
        .where(col(SyncRunRow.succeeded))
        .order_by(SyncRunRow.connection_id, col(SyncRunRow.ended_at))
    )
    ends = groupby(session.exec(query), key=lambda row: row[0])
    known = {ident: median_interval([at for _, at in some], learned_from) for ident, some in ends}
    return {ident: usual for ident, usual in known.items() if usual}
