"""The syncs that ended, kept compactly: one short row each."""

from collections.abc import Iterable

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from bot.store.tables import SyncRunRow
from workflows.monitoring.sync_runs import SyncRun


def record_sync_runs(session: Session, runs: Iterable[tuple[str, SyncRun]]) -> None:
    """Keep the runs of connections (by their id); one that is there already stays as it is."""
    rows = [
        {
            "connection_id": connection_id,
            "ended_at": run.ended_at.timestamp(),
            "succeeded": run.succeeded,
            "duration_seconds": run.seconds,
        }
        for connection_id, run in runs
    ]
    if rows:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        session.execute(insert(SyncRunRow).on_conflict_do_nothing(), rows)
