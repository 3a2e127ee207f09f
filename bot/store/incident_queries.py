"""Read incidents, for status messages and digests."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Engine, or_
from sqlmodel import col, select

from bot.store.database import fetch_all
from bot.store.parsed_bodies import body_text, incident_of_text
from bot.store.tables import IncidentRow
from workflows.incidents.model import Incident


class IncidentQueries:
    """Find incidents by the time they were open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open_for(self, connection_id: str) -> Sequence[Incident]:
        """Return the open incidents of a connection, oldest first."""
        query = select(body_text(IncidentRow.body)).where(
            IncidentRow.connection_id == connection_id, col(IncidentRow.ended_at).is_(None)
        )
        return self._read(query.order_by(col(IncidentRow.opened_at)))

    def open_since(self, moment: datetime) -> Sequence[Incident]:
        """Return incidents that were open at any time since then, oldest first."""
        open_then = or_(col(IncidentRow.ended_at).is_(None), col(IncidentRow.ended_at) >= moment.timestamp())
        found = self._read(select(body_text(IncidentRow.body)).where(open_then))
        return sorted(found, key=attrgetter("opened_at"))  # not in SQL: SQLite would read all, in that order

    def _read(self, query: Any) -> Sequence[Incident]:
        return [incident_of_text(body) for body in fetch_all(self._engine, query)]
