"""Record finished syncs, one short row each."""

from collections.abc import Iterable

from sqlmodel import Session

from bot.store.database import upsert
from bot.store.tables import SyncRunRow
from workflows.monitoring.sync_runs import SyncRun


def record_sync_runs(session: Session, runs: Iterable[tuple[str, SyncRun]]) -> None:
    """Store runs by connection id; existing rows stay unchanged."""
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
        session.execute(upsert(session, SyncRunRow).on_conflict_do_nothing(), rows)
