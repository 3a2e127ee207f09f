"""The rate-limit usage of each process, shared between processes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from operator import attrgetter

from pydantic import TypeAdapter
from sqlalchemy import Engine
from sqlmodel import col, select

from bot.store.database import execute, fetch_all, find_row, upsert
from bot.store.readable_rows import read_rows
from bot.store.tables import PollRoundRow, RateLimitRow
from workflows.connections.rate_limit import RATE_LIMIT_WINDOW, RateLimitUsage
from workflows.ports import Clock

RATE_LIMIT_USAGE_ADAPTER = TypeAdapter(RateLimitUsage)


class RateLimitStore:
    """Store the rate-limit usage of all processes."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def record(self, process: str, usage: RateLimitUsage) -> None:
        """Record the usage of a process."""
        columns = {
            "recorded_at": self._clock.now().timestamp(),
            "body": RATE_LIMIT_USAGE_ADAPTER.dump_python(usage, mode="json"),
        }
        statement = upsert(self._engine, RateLimitRow).values(process_name=process, **columns)
        execute(self._engine, statement.on_conflict_do_update(index_elements=["process_name"], set_=columns))

    def other_usages(self, process: str) -> Sequence[RateLimitUsage]:
        """Return what other processes recorded within the rate-limit window."""
        since = (self._clock.now() - RATE_LIMIT_WINDOW).timestamp()
        query = select(RateLimitRow).where(RateLimitRow.recorded_at > since, col(RateLimitRow.process_name) != process)
        rows = fetch_all(self._engine, query)
        return read_rows("rate limit", rows, _usage, attrgetter("process_name"))

    def last_polled_at(self, group_id: str) -> datetime | None:
        """Return when any process last polled a group."""
        row = find_row(self._engine, PollRoundRow, group_id)
        return datetime.fromtimestamp(row.polled_at, UTC) if row else None


def _usage(row: RateLimitRow) -> RateLimitUsage:
    return RATE_LIMIT_USAGE_ADAPTER.validate_python(row.body)
