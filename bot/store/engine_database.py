"""The database of the work queue: the same PostgreSQL, or a second SQLite file beside the first.

SQLite allows one writer at a time. With two files, a click doesn't wait for other writes.
"""

import os
from pathlib import Path

from sqlalchemy import Engine as Database

from bot.config.database_url import sqlalchemy_url
from bot.store.database import connect


def engine_path(database: Path) -> Path:
    """Return the file of the work queue, beside the file of the rows."""
    return database.with_name(f"{database.stem}-engine{database.suffix}")


def engine_database(database_url: str) -> tuple[Database, str]:
    """Return the database of the work queue and its address."""
    url = sqlalchemy_url(database_url)
    if url.startswith("sqlite"):
        stem, extension = os.path.splitext(url)
        url = f"{stem}-engine{extension}"
    return connect(url, limits_statements=False), url
