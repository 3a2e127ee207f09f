"""Read incidents, for status messages and digests."""

from collections.abc import Collection, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Engine, or_
from sqlmodel import col, select

from bot.store.database import chunks, fetch_all
from bot.store.parsed_bodies import body_text, incident_of_text
from bot.store.tables import IncidentRow
from workflows.incidents.model import Incident


class IncidentQueries:
    """Find incidents by the time they were open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open_for(self, connection_ids: Collection[str]) -> Sequence[Incident]:
        """Return the open incidents of these connections, oldest first."""
        found: list[Incident] = []
        for some in chunks(sorted(connection_ids)):
            found += self._read(col(IncidentRow.connection_id).in_(some) & col(IncidentRow.ended_at).is_(None))
        return sorted(found, key=attrgetter("opened_at"))

    def ended_since(self, moment: datetime) -> Sequence[Incident]:
        """Return incidents that ended since then, oldest first."""
        return sorted(self._read(col(IncidentRow.ended_at) >= moment.timestamp()), key=attrgetter("opened_at"))

    def open_since(self, moment: datetime) -> Sequence[Incident]:
        """Return incidents that were open at any time since then, oldest first."""
        open_then = or_(col(IncidentRow.ended_at).is_(None), col(IncidentRow.ended_at) >= moment.timestamp())
        return sorted(self._read(open_then), key=attrgetter("opened_at"))

    def _read(self, condition: Any) -> Sequence[Incident]:
        query = select(body_text(IncidentRow.body)).where(condition)  # not sorted: SQLite would read all in that order
        return [incident_of_text(body) for body in fetch_all(self._engine, query)]
