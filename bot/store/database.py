"""Connect to the database, and migrate it."""

import importlib.resources
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, event, exc, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, create_engine

from bot.config.database_url import sqlalchemy_url
from workflows.errors import Unavailable

MIGRATION_LOCK = 0x0DE5C
"""PostgreSQL advisory lock that serializes migrations of processes that start together."""


def connect(url: str) -> Engine:
    """Create an engine for `url`. SQLite gets a write-ahead log, so that reads don't block the writer."""
    url = sqlalchemy_url(url)
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=30)
    # Opening and tuning a file takes tens of milliseconds, so a large pool keeps connections open in a burst.
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, pool_size=40)
    event.listen(engine, "connect", _tune_sqlite)
    return engine


def _tune_sqlite(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


OWN_MISTAKES = (exc.IntegrityError, exc.ProgrammingError, exc.DataError, exc.NotSupportedError)
"""Errors of the driver that say something about our statement. The others are about the database itself."""


@contextmanager
def translate_outages() -> Iterator[None]:
    """Raise `Unavailable` for a database that is away, locked, or out of connections."""
    try:
        yield
    except (exc.DBAPIError, exc.TimeoutError) as error:
        if _is_own_mistake(error):
            raise
        raise Unavailable("The database isn't responding.") from error


def _is_own_mistake(error: Exception) -> bool:
    """Whether the statement was wrong. SQLite has one class for that and for a locked file."""
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return isinstance(error, OWN_MISTAKES) or code == sqlite3.SQLITE_ERROR


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Open a session that commits at the end, or rolls back on an exception.

    Raises `Unavailable` if the database is away or locked. Then the commit happened completely or not at all.
    """
    with translate_outages(), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def upsert(bind: Engine | Session, table: type[SQLModel]) -> postgresql.Insert:
    """Return the INSERT of the database in use, which has `on_conflict_do_nothing` and `…_do_update`.

    SQLite and PostgreSQL share this syntax, but SQLAlchemy has a class for each.
    """
    dialect = (bind.get_bind() if isinstance(bind, Session) else bind).dialect.name
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return cast(postgresql.Insert, insert(table))


def migrate(engine: Engine, revision: str = "head") -> None:
    """Migrate the tables to an Alembic revision. Safe when several processes start together."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        config = Config()
        config.set_main_option("script_location", str(importlib.resources.files("bot.store") / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
