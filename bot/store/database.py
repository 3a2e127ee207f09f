"""Connect to the database, and migrate it."""

import importlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import Connection, Engine, Executable, event, exc, func, inspect, make_url, text
from sqlmodel import Session, SQLModel, create_engine, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.config.database_url import sqlalchemy_url
from bot.store.migrations import newest_revision
from workflows.errors import Refused, Unavailable

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

T = TypeVar("T")
Row = TypeVar("Row", bound=SQLModel)
NEWEST = "head"
"""Alembic's name of the newest revision."""

POOL_SECONDS = 10
"""How long a caller waits for a free connection, before the database counts as away."""
POSTGRES_LIMITS = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""When a connection counts as lost: libpq's parameters, in seconds, the last one in milliseconds.

Without them, a server that vanished is noticed after minutes.
https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
"""
SQLITE_BUSY_SECONDS = 2
"""How long one of our writes waits while another process locks the file. Slack waits three seconds for a form; clicks
and jobs try again.
"""
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON")
"""How SQLite works for us. With the last one, it overwrites what is deleted.

https://www.sqlite.org/pragma.html#pragma_secure_delete
"""
CHUNK_SIZE = 500
"""Ids in one statement."""
STATEMENT_LIMITS = "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
"""How long PostgreSQL works on one of our statements, waits for a lock, and keeps a transaction open."""


def connect(url: str, *, limits_statements: bool = True) -> Engine:
    """Create an engine for `url`. SQLite gets a write-ahead log, so that reads don't block the writer.

    The work queue doesn't limit its statements: DBOS doesn't repeat a write that was canceled. Parameters in
    `url` replace ours.
    """
    address = make_url(sqlalchemy_url(url))
    if address.get_backend_name() != "sqlite":
        limits = POSTGRES_LIMITS | ({"options": STATEMENT_LIMITS} if limits_statements else {})
        ours = {name: limit for name, limit in limits.items() if name not in address.query}
        return create_engine(
            address, pool_pre_ping=True, pool_size=5, max_overflow=15, pool_timeout=POOL_SECONDS, connect_args=ours
        )
    # Opening and tuning a file takes tens of milliseconds, so a large pool keeps connections open in a burst.
    busy_seconds = SQLITE_BUSY_SECONDS if limits_statements else 30
    tuning = {"timeout": busy_seconds, "check_same_thread": False}
    engine = create_engine(address, connect_args=tuning, pool_size=40, pool_timeout=POOL_SECONDS)
    event.listen(engine, "connect", partial(_tune_sqlite, busy_seconds))
    return engine


def _tune_sqlite(busy_seconds: int, connection: Any, _record: object) -> None:
    for pragma in (f"busy_timeout={busy_seconds * 1000}", *SQLITE_PRAGMAS):
        connection.execute(f"PRAGMA {pragma}")
    if sqlite3.sqlite_version_info < SUBSECONDS_SINCE:
        connection.create_function("unixepoch", 1, lambda _unit: time.time())  # noqa: TID251  # as SQLite does


SUBSECONDS_SINCE = (3, 42)
"""SQLite that knows `unixepoch('subsec')`. DBOS (3.4) stamps rows with it on Python 3.12, also where SQLite is older,
as on Debian 12: https://sqlite.org/lang_datefunc.html
"""
OWN_MISTAKES = (exc.IntegrityError, exc.ProgrammingError, exc.DataError, exc.NotSupportedError)
"""Errors of the driver that say something about our statement. The others are about the database itself."""


@contextmanager
def translate_outages() -> Iterator[None]:
    """Raise `Unavailable` for a database that is away, locked, full, or out of connections."""
    try:
        yield
    except (exc.DBAPIError, exc.TimeoutError) as error:
        if _is_own_mistake(error):
            raise
        raise Unavailable(DISK_IS_FULL if _is_disk_full(error) else "The database isn't responding.") from error


@contextmanager
def _explain_connection() -> Iterator[None]:
    """Raise `Refused` for a database that can't be opened at the start, with the driver's reason.

    A driver's reason can name the host and the user, and never the password.
    """
    try:
        yield
    except exc.OperationalError as error:
        reason = next(iter(str(error.orig).splitlines()), "").rstrip(".")
        raise Refused(f"The database can't be opened: {reason}. Check DATABASE_URL, and that it runs.") from None
    except exc.DatabaseError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB:
            raise
        raise Refused("The database can't be opened: the file isn't an SQLite database. Check DATABASE_URL.") from None


DISK_IS_FULL = "The disk of the database is full."


def _is_disk_full(error: Exception) -> bool:
    """Whether a write failed for lack of space. SQLSTATE 53100 is PostgreSQL's `disk_full`."""
    reason = getattr(error, "orig", None)
    codes = getattr(reason, "sqlite_errorcode", None), getattr(reason, "sqlstate", None)
    return codes[0] == sqlite3.SQLITE_FULL or codes[1] == "53100"


def _is_own_mistake(error: Exception) -> bool:
    """Whether the statement was wrong. SQLite has one class for that and for a locked file."""
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return isinstance(error, OWN_MISTAKES) or code == sqlite3.SQLITE_ERROR


LAST_STEPS = "last steps"
"""Where a session keeps what it does right before the commit."""


def do_last(session: Session, step: Callable[[Session], None]) -> None:
    """Do something at the end of a `transaction`, for example what locks a row that others wait for."""
    session.info.setdefault(LAST_STEPS, []).append(step)


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Open a session that commits at the end, or rolls back on an exception.

    Raises `Unavailable` if the database is away or locked. Then the commit happened completely or not at all.
    """
    with translate_outages(), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session
        for step in session.info.pop(LAST_STEPS, ()):
            step(session)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a connection for statements that only read: it costs a fifth of a session. Raises `Unavailable`.

    Inside `reading_at_once` it is the one that is open.
    """
    shared = SHARED.get()
    if shared and shared.engine is engine:
        with translate_outages():
            yield shared
        return
    with translate_outages(), engine.connect() as connection:
        yield connection


SHARED: ContextVar[Connection | None] = ContextVar("SHARED", default=None)
"""The connection of `reading_at_once`, for the thread that is inside."""


@contextmanager
def reading_at_once(engine: Engine) -> Iterator[None]:
    """Let all reads in the block share one connection and its transaction. Raises `Unavailable`.

    Nothing in the block can wait for another system, or for a second connection: all callers could wait for one.
    """
    with reading(engine) as connection:
        token = SHARED.set(connection)
        try:
            yield
        finally:
            SHARED.reset(token)


def execute(engine: Engine, statement: Executable) -> None:
    """Execute one statement in a transaction of its own. Raises `Unavailable`."""
    with transaction(engine) as session:
        session.execute(statement)


def fetch_all(engine: Engine, query: SelectOfScalar[T]) -> Sequence[T]:
    """Return what a query finds. Raises `Unavailable`."""
    with transaction(engine) as session:
        return session.exec(query).all()


def count_by(engine: Engine, column: Any, *conditions: Any) -> dict[Any, int]:
    """Return how many rows meet the conditions, by the value of a column. Raises `Unavailable`."""
    query = select(column, func.count()).where(*conditions).group_by(column)
    with transaction(engine) as session:
        return {value: int(count) for value, count in session.exec(query)}


def find_row(engine: Engine, table: type[Row], key: object) -> Row | None:
    """Return the row with this primary key. Raises `Unavailable`."""
    with transaction(engine) as session:
        return session.get(table, key)


def chunks(ids: list[str], size: int = CHUNK_SIZE) -> Iterable[list[str]]:
    """Split ids into lists that fit into one statement."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


def upsert(bind: Engine | Session, table: type[SQLModel]) -> "postgresql.Insert":
    """Return the INSERT of the database in use, which has `on_conflict_do_nothing` and `…_do_update`.

    SQLite and PostgreSQL share this syntax, but SQLAlchemy has a class for each.
    """
    name = (bind.get_bind() if isinstance(bind, Session) else bind).dialect.name
    insert = importlib.import_module(f"sqlalchemy.dialects.{name}").insert  # only the one in use is imported
    return cast("postgresql.Insert", insert(table))


def migrate(engine: Engine, revision: str = NEWEST) -> None:
    """Migrate the tables to a revision. Safe when several processes start together.

    Raises `Refused` if the database can't be opened.

    Alembic is imported only for a database of an earlier release: reading one row is a hundred times faster.
    """
    with _explain_connection():
        if revision == NEWEST:
            from bot.store.new_schema import create_if_new

            if _is_newest(engine) or create_if_new(engine):
                return
        from bot.store.schema_upgrade import upgrade

        upgrade(engine, revision)


def _is_newest(engine: Engine) -> bool:
    """Whether the tables have the revision of the newest file. A test compares it with Alembic's head."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return found == [newest_revision()]
