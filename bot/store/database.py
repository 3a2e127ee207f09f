"""Connecting to the database, and bringing it up to date."""

import importlib.resources
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, event, text
from sqlmodel import Session, create_engine

from bot.config.database_url import sqlalchemy_url

MIGRATION_LOCK = 0x0DE5C
"""PostgreSQL advisory lock that makes processes which start together migrate one after the other."""


def connect(url: str) -> Engine:
    """An engine for `url`; SQLite gets a write-ahead log, so that readers and one writer do not block."""
    url = sqlalchemy_url(url)
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=30)
    # Opening a file and tuning it costs tens of milliseconds, so that a burst must not do it again and again.
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, pool_size=40)
    event.listen(engine, "connect", _tune_sqlite)
    return engine


def _tune_sqlite(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that commits at the end, or rolls back when something is raised."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables up to date, or `to` a revision (Alembic); safe when processes start together."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        config = Config()
        config.set_main_option("script_location", str(importlib.resources.files("bot.store") / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
