"""How long requests waited for their decision and their data, and connections for their recovery."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine
from sqlmodel import col, select

from bot.store.database import reading
from bot.store.tables import IncidentRow, RequestRow
from workflows.incidents.conditions import CONDITION_RULES
from workflows.reporting.figures import EndedWait, Wait

HARMFUL = sorted(condition for condition, rule in CONDITION_RULES.items() if not rule.is_harmless)
_REQUEST = RequestRow.service, RequestRow.is_confidential, RequestRow.submitted_at
DECISIONS: Any = select(*_REQUEST, RequestRow.decided_at)
FIRST_SYNCS: Any = select(*_REQUEST, RequestRow.first_synced_at)
RECOVERIES: Any = select(
    col(IncidentRow.body)["service"].as_string(),
    col(IncidentRow.body)["is_restricted"].as_boolean(),
    IncidentRow.opened_at,
    IncidentRow.ended_at,
).where(col(IncidentRow.condition).in_(HARMFUL), col(IncidentRow.body)["end_reason"].as_string().is_(None))
"""What ended because its connection was paused or deleted didn't recover."""


class WaitRows:
    """Reads waits that ended."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ended_since(self, moment: datetime) -> Sequence[EndedWait]:
        """Return the waits that ended since then. Raises `Unavailable`."""
        since = moment.timestamp()
        with reading(self._engine) as connection:
            return [
                *_read(connection, Wait.DECISION, DECISIONS.where(col(RequestRow.decided_at) >= since)),
                *_read(connection, Wait.DATA, FIRST_SYNCS.where(col(RequestRow.first_synced_at) >= since)),
                *_read(connection, Wait.RECOVERY, RECOVERIES.where(col(IncidentRow.ended_at) >= since)),
            ]


def _read(connection: Connection, kind: Wait, query: Any) -> Iterator[EndedWait]:
    for service, is_restricted, began_at, ended_at in connection.execute(query):
        yield EndedWait(kind, service or "", timedelta(seconds=ended_at - began_at), bool(is_restricted))
