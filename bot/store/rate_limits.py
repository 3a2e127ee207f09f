"""What each of our processes knows of Fivetran's quota, so that all of them know it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import TypeAdapter
from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from bot.store.database import transaction
from bot.store.tables import PollRoundRow, RateLimitRow
from workflows.connections.rate_limit import RATE_LIMIT_WINDOW, RateLimitUsage
from workflows.ports import Clock

RATE_LIMIT_USAGE_ADAPTER = TypeAdapter(RateLimitUsage)


class RateLimitStore:
    """The notes of all processes."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def record(self, process: str, usage: RateLimitUsage) -> None:
        """Write down what the process `process` knows."""
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        note = {
            "recorded_at": self._clock.now().timestamp(),
            "body": RATE_LIMIT_USAGE_ADAPTER.dump_python(usage, mode="json"),
        }
        statement = insert(RateLimitRow).values(process_name=process, **note)
        with transaction(self._engine) as session:
            session.execute(statement.on_conflict_do_update(index_elements=["process_name"], set_=note))

    def other_usages(self, process: str) -> Sequence[RateLimitUsage]:
        """What other processes wrote down within the hour; what is older is no longer in the quota."""
        begin = (self._clock.now() - RATE_LIMIT_WINDOW).timestamp()
        query = select(RateLimitRow).where(
            RateLimitRow.recorded_at > begin, col(RateLimitRow.process_name) != process
        )
        with transaction(self._engine) as session:
            return [RATE_LIMIT_USAGE_ADAPTER.validate_python(row.body) for row in session.exec(query)]

    def last_polled_at(self, group_id: str) -> datetime | None:
        """When all connections of a group were last read, by whichever process."""
        with transaction(self._engine) as session:
            row = session.get(PollRoundRow, group_id)
        return datetime.fromtimestamp(row.polled_at, UTC) if row else None
