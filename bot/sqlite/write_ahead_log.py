"""Empty SQLite's write-ahead log: to erase earlier versions of rows, and so that the file alone has every row."""

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from workflows.errors import Unavailable

log = structlog.get_logger(__name__)

CHECKPOINT_SECONDS = 2
"""How long a stop waits for those who still use the log."""


def empty_write_ahead_log(database: Engine, busy_seconds: int | None = None) -> None:
    """Copy the log to the file, and empty it. Do nothing on PostgreSQL.

    Waits for others as long as the database does, or for `busy_seconds`. Raises `Unavailable` if they still read
    from the log. https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
    """
    if database.dialect.name != "sqlite":
        return
    with database.connect() as connection:
        if busy_seconds is not None:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={busy_seconds * 1000}")
        is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
    if is_busy:
        raise Unavailable("The database is busy.")


def empty_at_stop(database: Engine) -> None:
    """Empty the log of a process that stops. It can't wait: a failure is logged, and the log stays as it is."""
    try:
        empty_write_ahead_log(database, CHECKPOINT_SECONDS)
    except (Unavailable, SQLAlchemyError) as failure:
        log.warning("the write-ahead log isn't emptied", reason=str(failure))
