"""What a piece of code asks a database: its statements, the rows they return, and how SQLite finds them."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event

SCAN = re.compile(r"SCAN (?:TABLE )?(?P<table>[a-z_]*[a-z])(?:_\d+)?\b")
"""A step of a query plan. SQLAlchemy numbers the aliases of a table: https://www.sqlite.org/eqp.html"""
GROWING_TABLES = frozenset(
    {
        "access_request",
        "connection",
        "connector_type",
        "draft",
        "incident",
        "ledger",
        "notification",
        "question",
        "recipient",
        "request",
        "storm",
        "subscription",
        "sync_run",
        "webhook_event",
    }
)


@dataclass
class StatementLog:
    """The SELECT statements of a block of code, with their parameters."""

    engine: Engine
    reads: list[tuple[str, Any]] = field(default_factory=list)

    def row_count(self) -> int:
        """Return how many rows the statements return."""
        with self.engine.connect() as connection:
            return sum(len(connection.exec_driver_sql(*read).all()) for read in self.reads)

    def scans(self) -> Sequence[str]:
        """Return the steps that read a whole table that grows, with their statements."""
        with self.engine.connect() as connection:
            return [f"{step}: {read[0]}" for read in self.reads for step in _scans(connection, read)]


def _scans(connection: Connection, read: tuple[str, Any]) -> Iterator[str]:
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {read[0]}", read[1])
    for step in plan.mappings():
        scanned = SCAN.match(step["detail"])
        if scanned and scanned["table"] in GROWING_TABLES:
            yield step["detail"]


@contextmanager
def log_statements(engine: Engine) -> Iterator[StatementLog]:
    """Log what the block reads from the database."""
    log = StatementLog(engine)

    def remember(_connection: object, _cursor: object, statement: str, parameters: Any, *_others: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            log.reads.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", remember)
    try:
        yield log
    finally:
        event.remove(engine, "before_cursor_execute", remember)
