"""Copy the database while the bot runs.

A copy of the SQLite file alone can be empty: new rows are in its write-ahead log. SQLite's online backup reads
both. https://www.sqlite.org/backup.html
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from bot.config.database_url import sqlalchemy_url
from bot.store.engine_database import engine_path
from workflows.errors import Refused

LOCK_SECONDS = 30
"""How long the copy waits for a writer, in seconds."""


def back_up(database_url: str, target: Path) -> list[Path]:
    """Copy the rows to `target` and the work queue to a file beside it, and return both paths.

    The work queue is copied first. A click that is finished in the rows only runs again, and changes nothing.
    Raises `Refused` for PostgreSQL, for a database that doesn't exist, and for a target that does.
    """
    source = _sqlite_file(database_url)
    pairs = [(engine_path(source), engine_path(target)), (source, target)]
    for origin, copy in pairs:
        if not origin.exists():
            raise Refused(f"The database {origin} doesn't exist. Start the bot once, or check DATABASE_URL.")
        if copy.exists():
            raise Refused(f"{copy} already exists. Choose another file.")
    for origin, copy in pairs:
        _copy(origin, copy)
    return [copy for _, copy in reversed(pairs)]


def _sqlite_file(database_url: str) -> Path:
    address = make_url(sqlalchemy_url(database_url))
    if address.get_backend_name() == "sqlite" and address.database:
        return Path(address.database)
    raise Refused("This is PostgreSQL. Back it up with: pg_dump --format=custom --file=FILE DATABASE")


def _copy(origin: Path, copy: Path) -> None:
    """Copy a database. A copy that is interrupted leaves nothing under its name."""
    unfinished = copy.with_name(f"{copy.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(origin, timeout=LOCK_SECONDS)) as reader,
        closing(sqlite3.connect(unfinished)) as writer,
    ):
        reader.backup(writer)
        writer.execute("PRAGMA journal_mode=DELETE")
    os.replace(unfinished, copy)
