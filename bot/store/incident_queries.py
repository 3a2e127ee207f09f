"""Read incidents, for status messages and digests."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Engine, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.store.database import fetch_all
from bot.store.tables import IncidentRow
from workflows.incidents.model import Incident

INCIDENT_BODY_ADAPTER = TypeAdapter(Incident)


class IncidentQueries:
    """Find incidents by the time they were open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open_for(self, connection_id: str) -> Sequence[Incident]:
        """Return the open incidents of a connection, oldest first."""
        query = select(IncidentRow).where(
            IncidentRow.connection_id == connection_id, col(IncidentRow.ended_at).is_(None)
        )
        return self._read(query.order_by(col(IncidentRow.opened_at)))

    def open_since(self, moment: datetime) -> Sequence[Incident]:
        """Return incidents that were open at any time since then, oldest first."""
        open_then = or_(col(IncidentRow.ended_at).is_(None), col(IncidentRow.ended_at) >= moment.timestamp())
        return self._read(select(IncidentRow).where(open_then).order_by(col(IncidentRow.opened_at)))

    def _read(self, query: SelectOfScalar[IncidentRow]) -> Sequence[Incident]:
        return [INCIDENT_BODY_ADAPTER.validate_python(row.body) for row in fetch_all(self._engine, query)]
