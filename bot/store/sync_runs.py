"""Sync runs, for status messages and digests."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from sqlalchemy import Engine, delete, func
from sqlmodel import Session, col, select

from bot.store.database import execute, fetch_all, transaction, upsert
from bot.store.sync_statistics import count_outcomes, find_slowest
from bot.store.tables import ConnectionRow, SyncRunRow
from workflows.digests.model import SyncSummary
from workflows.digests.schedule import LocalDay
from workflows.monitoring.freshness import CADENCE_MIN_RUNS
from workflows.monitoring.sync_history import SYNC_HISTORY_PERIOD, SyncDay
from workflows.monitoring.sync_runs import SyncRun, median_interval

MAX_SLOW_CONNECTIONS = 50
"""More than a digest shows, because it leaves out restricted ones."""


class SyncRunStore:
    """Finished syncs. Times in rows are seconds since the epoch."""

    def __init__(self, engine: Engine, min_runs_for_cadence: int = CADENCE_MIN_RUNS.default) -> None:
        """Learn a cadence from at least `min_runs_for_cadence` successful runs."""
        self._engine = engine
        self._min_runs = min_runs_for_cadence

    def for_connection(self, connection_id: str, since: datetime) -> Sequence[SyncRun]:
        """Return the syncs of a connection since then, oldest first."""
        query = (
            select(SyncRunRow)
            .where(SyncRunRow.connection_id == connection_id, SyncRunRow.ended_at >= since.timestamp())
            .order_by(col(SyncRunRow.ended_at))
        )
        return [_run(row) for row in fetch_all(self._engine, query)]

    def backfill(self, connection_id: str, runs: Iterable[SyncRun]) -> None:
        """Add missing runs and missing durations."""
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
        statement = upsert(self._engine, SyncRunRow)
        known = func.coalesce(statement.excluded.duration_seconds, SyncRunRow.duration_seconds)
        keys = ["connection_id", "ended_at"]
        with transaction(self._engine) as session:
            session.execute(
                statement.on_conflict_do_update(index_elements=keys, set_={"duration_seconds": known}), values
            )

    def summarize(self, since: datetime, until: datetime, days: Sequence[LocalDay]) -> SyncSummary:
        """Summarize a period for a digest; `days` are the days of its chart."""
        with transaction(self._engine) as session:
            counts = count_outcomes(session, [(since, until), *((day.start, day.end) for day in days)])
            return SyncSummary(
                days=tuple(SyncDay(one.day, *counts[one.start, one.end]) for one in days),
                succeeded=counts[since, until].succeeded,
                failed=counts[since, until].failed,
                slowest=find_slowest(session, since, MAX_SLOW_CONNECTIONS),
                cadences=_cadences(session, until - SYNC_HISTORY_PERIOD, self._min_runs),
            )

    def prune(self, before: datetime) -> None:
        """Delete runs that ended before then."""
        execute(self._engine, delete(SyncRunRow).where(col(SyncRunRow.ended_at) < before.timestamp()))


def _run(row: SyncRunRow) -> SyncRun:
    return SyncRun(datetime.fromtimestamp(row.ended_at, UTC), row.succeeded, row.duration_seconds)


def _cadences(session: Session, since: datetime, min_runs: int) -> Mapping[str, timedelta]:
    """Return the learned cadences of manual connections."""
    manual = select(ConnectionRow.id).where(col(ConnectionRow.is_manual).is_(True))
    query = (
        # Columns are ten times faster than row objects. With a condition on success, SQLite would read all successes.
        select(SyncRunRow.connection_id, SyncRunRow.ended_at, SyncRunRow.succeeded)
        .where(col(SyncRunRow.connection_id).in_(manual), SyncRunRow.ended_at >= since.timestamp())
        .order_by(SyncRunRow.connection_id, col(SyncRunRow.ended_at))
    )
    ends = groupby(session.exec(query), key=lambda row: row[0])
    known = {key: median_interval([at for _, at, succeeded in rows if succeeded], min_runs) for key, rows in ends}
    return {connection_id: interval for connection_id, interval in known.items() if interval}
