"""Statements that a process compiled before it forked, so that its forks don't compile them again.

SQLAlchemy keeps compiled statements for each engine and each object of a dialect. Here all engines of a process share
them: https://docs.sqlalchemy.org/en/20/core/connections.html#sql-caching
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

COMPILED: LRUCache[Any, Any] = LRUCache(2_000)


class SharingDialect(SQLiteDialect_pysqlite):
    """SQLite's dialect, equal to any other one of this process: they all have the same options."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Give the engine what others compiled."""
        engine.update_execution_options(compiled_cache=COMPILED)


def share_statements() -> None:
    """Let engines that this process and its forks create for SQLite share compiled statements."""
    registry.register("sqlite", __name__, SharingDialect.__name__)
