"""Erase earlier versions of rows from SQLite's write-ahead log."""

from sqlalchemy import Engine

from workflows.errors import Unavailable


def empty_write_ahead_log(database: Engine) -> None:
    """Copy the log to the file, and empty it. Do nothing on PostgreSQL.

    Raises `Unavailable` if others still read from the log. https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
    """
    if database.dialect.name != "sqlite":
        return
    with database.connect() as connection:
        is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
    if is_busy:
        raise Unavailable("The database is busy.")
