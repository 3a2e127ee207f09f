"""How often the clock was set back, as all processes of a database see it."""

import threading
from datetime import timedelta

from sqlalchemy import Engine, update
from sqlmodel import col, select

from bot.store.database import transaction, upsert
from bot.store.tables import (
    AccessQuestionRow,
    AccessRequestRow,
    ClockSetbackRow,
    ConnectionRow,
    IncidentRow,
    LedgerRow,
    PollRoundRow,
    RequestRow,
    StormRow,
)
from workflows.ports import Clock

TOLERANCE = timedelta(seconds=60)
"""How far the clocks of machines can differ without one counting as set back."""
STEP_SECONDS = 30.0
"""Seconds that the latest time can lag, so that not every look writes."""
FRESH_SECONDS = 15.0
"""Seconds for which a process knows the count, unless its clock goes back."""
DUE_TABLES = (RequestRow, AccessRequestRow, AccessQuestionRow, IncidentRow, StormRow, ConnectionRow)
"""Tables whose rows are tried or judged again at a time. A setback makes them due."""
BEGINNINGS = (
    (LedgerRow, col(LedgerRow.first_tried_at)),
    (PollRoundRow, col(PollRoundRow.polled_at)),
    (ConnectionRow, col(ConnectionRow.missing_since)),
)
"""Since when something lasts. A setback shifts what would be in the future."""


class ClockSetbackStore:
    """Counts setbacks. The latest time that any process has seen is in one row, which is read now and then.

    A process notices a setback of its own clock at once, and that of another one some seconds later.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._counted: tuple[float, int] | None = None
        """When the row was read last, and what it said."""
        self._reading = threading.Lock()

    def count(self) -> int:
        """Return how often the clock was set back. A setback makes everything that waits for a time due.

        Of all jobs that begin at the same time, one reads the row.
        """
        with self._reading:
            now = self._clock.now().timestamp()
            if self._counted and self._counted[0] <= now < self._counted[0] + FRESH_SECONDS:
                return self._counted[1]
            self._counted = now, self._read(now)
            return self._counted[1]

    def _read(self, now: float) -> int:
        with transaction(self._engine) as session:
            row = session.exec(select(ClockSetbackRow)).one_or_none()
            if row and now - STEP_SECONDS < row.latest_at < now + TOLERANCE.total_seconds():
                return row.setbacks
        return self._update(now)

    def _update(self, now: float) -> int:
        latest_at = col(ClockSetbackRow.latest_at)
        with transaction(self._engine) as session:
            first = upsert(session, ClockSetbackRow).values(id=1, setbacks=0, latest_at=now)
            session.execute(first.on_conflict_do_nothing())
            before = session.exec(select(ClockSetbackRow.latest_at)).one()
            was_set_back = session.execute(
                update(ClockSetbackRow)
                .where(latest_at >= now + TOLERANCE.total_seconds())
                .values(setbacks=ClockSetbackRow.setbacks + 1, latest_at=now)
            ).rowcount  # type: ignore[attr-defined]
            if was_set_back:
                for due in DUE_TABLES:
                    session.execute(update(due).where(col(due.due_at) > now).values(due_at=0.0))
                for table, since in BEGINNINGS:
                    session.execute(update(table).where(since > now).values({since: since - (before - now)}))
            session.execute(update(ClockSetbackRow).where(latest_at < now).values(latest_at=now))
            return session.exec(select(ClockSetbackRow.setbacks)).one()
