"""Monthly active rows from Fivetran's log, a database of another team that we only read.

The Fivetran Platform Connector loads the table `incremental_mar` into the destination. Its columns have been
renamed over the years (connector → connection), so we check which of them exist.
https://fivetran.com/docs/logs/fivetran-platform
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

import structlog
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Engine,
    MetaData,
    Select,
    Table,
    and_,
    create_engine,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.exc import NoSuchTableError
from sqlalchemy.pool import NullPool

from bot.config.database_url import sqlalchemy_url
from bot.foreign.fields import Fields
from bot.foreign.items import ForeignItems
from workflows.answers.usage import RowCount, Usage
from workflows.connections.model import Connection
from workflows.errors import Misconfigured, Unavailable

log = structlog.get_logger(__name__)

USAGE_TABLE = "incremental_mar"
ID_COLUMNS, NAME_COLUMNS = ("connection_id", "connector_id"), ("connection_name", "connector_name")
"""The newest name first."""
LOG_QUERY_TIMEOUT_SECONDS = 10
"""Seconds. A person waits for the answer, and the log is large."""
PAID_FREE_TYPE = "paid"
"""The `free_type` of paid rows; every other value says why a row is free."""


@dataclass
class FivetranUsageLog:
    """The usage of connections; without a URL, it is unknown.

    No connection is kept open, because questions about costs are rare.
    """

    url: str = field(repr=False)
    schema: str = ""
    price_per_million_rows: float = 0.0
    foreign: ForeignItems = field(default_factory=ForeignItems)

    def for_connection(self, connection: Connection, today: date) -> Usage | None:
        if not self.url:
            return None
        first = today.replace(day=1)
        before = (first - timedelta(days=1)).replace(day=1)
        rows = self._read(connection, before)
        read = self.foreign.read_list("row of Fivetran's log", rows, _parse_row, place=connection.id)
        return _usage(read.items, first)

    def check(self) -> list[str]:
        """Return what is wrong with the settings, in words for the operator."""
        if not self.url:
            return []
        try:
            with self._engine.connect() as connection:
                connection.execute(select(self._table).limit(1))
        except Exception as error:  # noqa: BLE001  # drivers have classes of their own
            reason = type(error).__name__  # the message can contain the URL with the password
            return [f"Table {USAGE_TABLE} can't be read ({reason}). Check FIVETRAN_LOG_DATABASE and _SCHEMA."]
        return []

    @cached_property
    def _engine(self) -> Engine:
        waits = {"connect_args": {"connect_timeout": LOG_QUERY_TIMEOUT_SECONDS}} if self._is_postgres else {}
        return create_engine(sqlalchemy_url(self.url), poolclass=NullPool, **waits)

    @property
    def _is_postgres(self) -> bool:
        return sqlalchemy_url(self.url).startswith("postgresql")

    @cached_property
    def _table(self) -> Table:
        return Table(USAGE_TABLE, MetaData(), schema=self.schema or None, autoload_with=self._engine)

    def _read(self, connection: Connection, since: date) -> list[Mapping[str, Any]]:
        with _translated_errors():
            table = self._table
        query = _query(table, connection, since)
        with _translated_errors(), self._engine.connect().execution_options(postgresql_readonly=True) as session:
            if self._is_postgres:
                session.execute(text(f"SET LOCAL statement_timeout = {LOG_QUERY_TIMEOUT_SECONDS * 1000}"))
            return [dict(row) for row in session.execute(query).mappings()]


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Raise every error of the database as `Misconfigured` or `Unavailable`.

    SQLAlchemy leaves some of a driver's errors as they are, such as those of `google.auth`, and a URL without its
    driver raises ImportError. The message of an error can contain the URL with the password.
    """
    try:
        yield
    except NoSuchTableError:
        raise Misconfigured(f"Fivetran's log has no table {USAGE_TABLE}. Check FIVETRAN_LOG_SCHEMA.") from None
    except Exception as error:  # noqa: BLE001  # drivers have classes of their own
        log.warning("Fivetran's log can't be read", reason=type(error).__name__)
        raise Unavailable("Fivetran's log can't be read right now.") from None


def _query(table: Table, connection: Connection, since: date) -> Select[Any]:
    """Select the rows and the newest load for each day and kind of row."""
    c = table.c
    day: Any = datetime(since.year, since.month, 1, tzinfo=UTC) if _is_moment(table) else since
    loaded = func.max(c["_fivetran_synced"]) if "_fivetran_synced" in c else func.max(c.measured_date)
    return (
        select(
            c.measured_date.label("day"),
            c.free_type.label("kind"),
            func.sum(c.incremental_rows).label("rows"),
            loaded.label("loaded"),
        )
        .where(_is_about(table, connection), c.measured_date >= day)
        .group_by(c.measured_date, c.free_type)
    )


def _is_moment(table: Table) -> bool:
    return isinstance(table.c.measured_date.type, DateTime)


def _is_about(table: Table, connection: Connection) -> ColumnElement[bool]:
    """Match by id; where the log has none, or a name in its place, by name within the destination."""
    ident, name = _column(table, ID_COLUMNS), _column(table, NAME_COLUMNS)
    here = table.c.destination_id == connection.group_id
    called = and_(name == connection.name, here)
    if ident is None:
        return called
    return or_(ident == connection.id, and_(ident == connection.name, here), and_(ident.is_(None), called))


def _column(table: Table, names: Sequence[str]) -> Any:
    """Return the first of these columns that exists."""
    return next((table.c[name] for name in names if name in table.c), None)


@dataclass(frozen=True)
class _LogRow:
    day: date
    rows: int
    is_paid: bool
    loaded: datetime | None


def _parse_row(row: Fields) -> _LogRow:
    is_paid = str(row.raw["kind"]).lower() == PAID_FREE_TYPE
    return _LogRow(row.require("day", _day), row.optional("rows", int, 0), is_paid, _moment(row.raw["loaded"]))


def _usage(rows: list[_LogRow], first: date) -> Usage:
    this, last = [row for row in rows if row.day >= first], [row for row in rows if row.day < first]
    loaded = max((row.loaded for row in rows if row.loaded), default=None)
    return Usage(_row_count(this), _row_count(last), max((row.day for row in rows), default=None), loaded)


def _row_count(rows: list[_LogRow]) -> RowCount:
    paid = sum(row.rows for row in rows if row.is_paid)
    return RowCount(paid, sum(row.rows for row in rows) - paid)


def _moment(value: Any) -> datetime | None:
    """Return when a row was loaded; None if the log has only dates."""
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
