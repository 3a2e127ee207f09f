"""What a piece of code asks a database: its statements, the rows they return, and how the database finds them."""

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
        "access_question",
        "access_request",
        "audit_entry",
        "connection",
        "connection_owner",
        "connector_type",
        "draft",
        "incident",
        "ledger",
        "notification",
        "owner_change",
        "question",
        "recipient",
        "request",
        "storm",
        "subscription",
        "sync_run",
        "webhook_event",
    }
)

SMALL_TABLE_CHOICES = ("enable_seqscan", "enable_bitmapscan", "enable_mergejoin", "enable_hashjoin")
"""What PostgreSQL prefers while a table is small: https://www.postgresql.org/docs/current/runtime-config-query.html"""
MAX_VISITED_ROWS = 150
"""Rows of a table that one step of a statement can visit on PostgreSQL. The large accounts of tests have 2,000."""
VISITED_ROWS = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
"""What a step of a plan returns, and what it throws away: https://www.postgresql.org/docs/current/using-explain.html"""


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
    if connection.dialect.name == "postgresql":
        if read[0].lstrip().startswith("WITH"):  # what a part selects is read as a whole, and counts as visited
            return
        for choice in SMALL_TABLE_CHOICES:
            connection.exec_driver_sql(f"SET LOCAL {choice} = off")
        (plan,) = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {read[0]}", read[1]).scalars().one()
        yield from _postgres_scans(plan["Plan"])
        return
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {read[0]}", read[1])
    for step in plan.mappings():
        scanned = SCAN.match(step["detail"])
        if scanned and scanned["table"] in GROWING_TABLES:
            yield step["detail"]


def _postgres_scans(node: dict[str, Any]) -> Iterator[str]:
    """Yield the steps that visit more rows of a table that grows than a click can need.

    The planner reads small tables as a whole, whatever their indexes are, so that is made expensive. Where the right
    index is missing, the rows show that are visited instead, in the table or in another index.
    """
    visited = node["Actual Loops"] * sum(node.get(rows, 0) for rows in VISITED_ROWS)
    if node.get("Relation Name") in GROWING_TABLES and visited > MAX_VISITED_ROWS:
        kind = "COVERING INDEX" if node["Node Type"] == "Index Only Scan" else node["Node Type"]
        yield f"{kind} {node['Relation Name']}, {visited:.0f} rows"
    for child in node.get("Plans", ()):
        yield from _postgres_scans(child)


@contextmanager
def log_statements(engine: Engine) -> Iterator[StatementLog]:
    """Log what the block reads from the database."""
    log = StatementLog(engine)

    def remember(_connection: object, _cursor: object, statement: str, parameters: Any, *_others: object) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            log.reads.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", remember)
    try:
        yield log
    finally:
        event.remove(engine, "before_cursor_execute", remember)
