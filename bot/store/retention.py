"""What nobody will ask for any more is forgotten, so that no table grows for ever."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine, delete, exists, or_, union
from sqlmodel import Session, col, select

from bot.store.database import transaction
from bot.store.tables import IncidentRow, LedgerRow, PostRow, QuotaRow, StormRow

OURS = ("incident", "incident-line", "digest", "budget")
"""What posts begin with in the ledger that are about an incident, or one among many; all others stay."""
CHUNK = 500


class PruningStore:
    """Forgets what is over. Moments are aware; each call is one transaction, and may be repeated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def incidents(self, before: datetime) -> None:
        """Incidents and storms that ended before then and were told so, and the posts about such."""
        at = before.timestamp()
        in_storm = exists().where(col(StormRow.id) == col(IncidentRow.storm))
        subjects = union(select(IncidentRow.id), select(StormRow.id))
        with transaction(self._engine) as session:
            storm_over = col(StormRow.ended_at) < at, col(StormRow.is_settled)
            session.execute(delete(StormRow).where(*storm_over))
            over = col(IncidentRow.ended_at) < at, col(IncidentRow.is_settled), ~in_storm
            session.execute(delete(IncidentRow).where(*over))
            old = col(PostRow.at) < at, col(PostRow.subject).not_in(subjects)
            session.execute(delete(PostRow).where(*old))

    def ledger(self, before: datetime) -> None:
        """Entries for posts of incidents that are forgotten, and of digests, first tried before then.

        Those of requests stay: a mirror of theirs may be looked for as long as they live.
        """
        kinds = or_(*(col(LedgerRow.what).startswith(f"{kind}:", autoescape=True) for kind in OURS))
        query = select(LedgerRow.what).where(LedgerRow.first_tried_at < before.timestamp(), kinds)
        with transaction(self._engine) as session:
            known = _known(session)
            _forget(session, [what for what in session.exec(query) if what.split(":")[1] not in known])

    def quotas(self, before: datetime) -> None:
        """Notes of processes that wrote none since then."""
        with transaction(self._engine) as session:
            session.execute(delete(QuotaRow).where(col(QuotaRow.at) < before.timestamp()))


def _known(session: Session) -> set[str]:
    return {*session.exec(select(IncidentRow.id)), *session.exec(select(StormRow.id))}


def _forget(session: Session, entries: Iterable[str]) -> None:
    left = list(entries)
    for start in range(0, len(left), CHUNK):
        some = left[start : start + CHUNK]
        session.execute(delete(LedgerRow).where(col(LedgerRow.what).in_(some)))
