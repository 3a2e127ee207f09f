"""The weekly list's rows: connections without an owner that everyone can see, the most important first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Engine, and_, func
from sqlmodel import Session, col, select

from bot.store.database import transaction
from bot.store.listings import restricted_ids
from bot.store.tables import ConnectionRow
from bot.store.unowned import IS_UNOWNED
from workflows.connections.model import Health
from workflows.digests.unowned_model import FoundUnowned
from workflows.reporting.snapshot import Listing


@dataclass(frozen=True)
class UnownedRows:
    """Finds the connections without an owner that everyone can see."""

    engine: Engine
    groups: Sequence[str]
    """Ids of the polled groups, production first."""
    sensitive_services: frozenset[str]
    internal_services: frozenset[str]

    def find(self, limit: int) -> FoundUnowned:
        """Count them, and return the first: production, then what is broken, then what syncs most often."""
        with transaction(self.engine) as session:
            every = select(func.count()).select_from(ConnectionRow)
            count = session.exec(every.where(col(ConnectionRow.group_id).in_(self.groups), self._is_listed)).one()
            first = list(islice(self._by_importance(session, limit), limit)) if count else []
        return FoundUnowned(first, count)

    def _by_importance(self, session: Session, limit: int) -> Iterator[str]:
        row = ConnectionRow
        order = col(row.paused), col(row.sync_frequency), col(row.name), col(row.id)
        for group in self.groups:
            for health in (Health.BROKEN, Health.HEALTHY):
                query = select(row.id).where(row.group_id == group, row.health == health, self._is_listed)
                yield from session.exec(query.order_by(*order).limit(limit))

    @property
    def _is_listed(self) -> Any:
        restricted = restricted_ids(Listing.UNOWNED, self.sensitive_services)
        is_public = col(ConnectionRow.id).not_in(restricted)
        return and_(IS_UNOWNED, is_public, col(ConnectionRow.service).not_in(sorted(self.internal_services)))
