"""Create the tables of a new database at once, and the lock under which one process at a time changes tables.

Alembic would make them in twenty steps, which costs a fifth of a second and leaves 14 MB in the process.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Column, Connection, Engine, MetaData, PrimaryKeyConstraint, String, Table, insert, inspect, text
from sqlmodel import SQLModel

from bot.store import tables
from bot.store.migrations import newest_revision

assert tables  # the import fills SQLModel.metadata

MIGRATION_LOCK = 0x0DE5C
"""PostgreSQL advisory lock that serializes migrations of processes that start together."""
ALEMBIC_VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table: https://alembic.sqlalchemy.org/en/latest/tutorial.html"""


def create_if_new(engine: Engine) -> bool:
    """Create all tables, as the newest revision has them, if there is none. Return whether they are there now.

    All or nothing is created, also on SQLite, where the driver begins no transaction by itself:
    https://docs.python.org/3/library/sqlite3.html#transaction-control
    """
    with migrating_alone(engine) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        names = set(inspect(connection).get_table_names())
        if not names.isdisjoint(SQLModel.metadata.tables.keys() | {ALEMBIC_VERSION.name}):
            return False
        SQLModel.metadata.create_all(connection, checkfirst=False)
        ALEMBIC_VERSION.create(connection)
        connection.execute(insert(ALEMBIC_VERSION).values(version_num=newest_revision()))
    return True


@contextmanager
def migrating_alone(engine: Engine) -> Iterator[Connection]:
    """Open a transaction to change tables. Processes that start together wait for the first one."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            for limit in ("statement_timeout", "lock_timeout"):  # the process before may migrate for minutes
                connection.execute(text(f"SET LOCAL {limit} = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        yield connection
