"""Delete old rows, so that no table grows without limit."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine, delete, exists, or_, union
from sqlmodel import Session, col, select

from bot.store.database import execute, transaction
from bot.store.tables import IncidentRow, LedgerRow, NotificationRow, RateLimitRow, StormRow

PRUNED_LEDGER_PREFIXES = ("incident", "incident-line", "digest", "budget")
"""What posts begin with in the ledger that are about an incident, or one among many; all others stay."""
DELETE_CHUNK_SIZE = 500


class RetentionStore:
    """Forgets what is over. Moments are aware; each call is one transaction, and may be repeated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def prune_incidents(self, before: datetime) -> None:
        """Delete incidents and storms that ended before then, once posted, and their notifications."""
        at = before.timestamp()
        in_storm = exists().where(col(StormRow.id) == col(IncidentRow.storm_id))
        subjects = union(select(IncidentRow.id), select(StormRow.id))
        with transaction(self._engine) as session:
            storm_over = col(StormRow.ended_at) < at, col(StormRow.is_in_sync)
            session.execute(delete(StormRow).where(*storm_over))
            over = col(IncidentRow.ended_at) < at, col(IncidentRow.is_in_sync), ~in_storm
            session.execute(delete(IncidentRow).where(*over))
            old = col(NotificationRow.posted_at) < at, col(NotificationRow.subject_id).not_in(subjects)
            session.execute(delete(NotificationRow).where(*old))

    def prune_ledger(self, before: datetime) -> None:
        """Entries for posts of incidents that are forgotten, and of digests, first tried before then.

        Those of requests stay: a mirror of theirs may be looked for as long as they live.
        """
        kinds = or_(*(col(LedgerRow.key).startswith(f"{kind}:", autoescape=True) for kind in PRUNED_LEDGER_PREFIXES))
        query = select(LedgerRow.key).where(LedgerRow.first_tried_at < before.timestamp(), kinds)
        with transaction(self._engine) as session:
            known = _known(session)
            _forget(session, [what for what in session.exec(query) if what.split(":")[1] not in known])

    def prune_rate_limits(self, before: datetime) -> None:
        """Notes of processes that wrote none since then."""
        execute(self._engine, delete(RateLimitRow).where(col(RateLimitRow.recorded_at) < before.timestamp()))


def _known(session: Session) -> set[str]:
    return {*session.exec(select(IncidentRow.id)), *session.exec(select(StormRow.id))}


def _forget(session: Session, entries: Iterable[str]) -> None:
    left = list(entries)
    for start in range(0, len(left), DELETE_CHUNK_SIZE):
        some = left[start : start + DELETE_CHUNK_SIZE]
        session.execute(delete(LedgerRow).where(col(LedgerRow.key).in_(some)))
