"""Fivetran's log, as the Platform Connector writes it, in the databases that are at hand."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Date,
    DateTime,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    insert,
    text,
)
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import ConnectArgsType

from bot.fivetran_log.usage import FivetranUsageLog
from tests.support.sample_account import connection
from workflows.answers.usage import RowCount, Usage
from workflows.errors import Misconfigured, Unavailable

TODAY = date(2026, 11, 23)
ADS = connection("google_ads", "google_ads", id="brave_basin")
COLUMNS = "connection_id, connection_name, destination_id, measured_date, free_type, incremental_rows, _fivetran_synced"
LOADED = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def a_log(database: Engine, *rows: tuple[object, ...], old: bool = False, moment: bool = False) -> FivetranUsageLog:
    """A log with these rows: id, name, day, kind, number. An old one has the columns' earlier names."""
    word = "connector" if old else "connection"
    day = Column("measured_date", DateTime(timezone=True) if moment else Date)
    table = Table(
        "incremental_mar",
        MetaData(),
        *([] if old else [Column(f"{word}_id", String)]),
        Column(f"{word}_name", String),
        Column("destination_id", String),
        day,
        Column("free_type", String),
        Column("table_name", String),
        Column("incremental_rows", BigInteger),
        Column("_fivetran_synced", DateTime(timezone=True)),
    )
    table.create(database)
    with database.begin() as session:
        for ident, name, on, kind, number in rows:
            values = {
                f"{word}_id": ident,
                f"{word}_name": name,
                "destination_id": "prod",
                "measured_date": on,
                "free_type": kind,
                "incremental_rows": number,
                "_fivetran_synced": LOADED,
            }
            session.execute(insert(table).values({k: v for k, v in values.items() if k in table.c}))
    return FivetranUsageLog(database.url.render_as_string(hide_password=False))


def test_this_month_and_last_are_added_up_by_what_is_paid(database: Engine) -> None:
    log = a_log(
        database,
        ("brave_basin", "google_ads", date(2026, 11, 1), "PAID", 1_000),
        ("brave_basin", "google_ads", date(2026, 11, 20), "PAID", 500),
        ("brave_basin", "google_ads", date(2026, 11, 20), "FREE_RESYNC", 70),
        ("brave_basin", "google_ads", date(2026, 10, 31), "PAID", 900),
        ("brave_basin", "google_ads", date(2026, 9, 30), "PAID", 7_000_000),
        ("other_otter", "google_ads", date(2026, 11, 20), "PAID", 8_000_000),
        (None, "google_ads", date(2026, 11, 2), "PAID", 3),
        ("google_ads", None, date(2026, 11, 3), "PAID", 4),
        (None, "zoom", date(2026, 11, 2), "PAID", 9_000_000),
    )

    assert log.for_connection(ADS, TODAY) == Usage(RowCount(1_507, 70), RowCount(900), date(2026, 11, 20), LOADED)
    assert log.check() == []


def test_an_old_log_knows_names_only_and_moments_are_days_too(database: Engine) -> None:
    on = datetime(2026, 11, 20, tzinfo=UTC)
    log = a_log(database, ("", "google_ads", on, "paid", 12), old=True, moment=True)

    assert log.for_connection(ADS, TODAY) == Usage(RowCount(12), RowCount(), date(2026, 11, 20), LOADED)


def test_what_the_log_does_not_have_was_not_counted(database: Engine) -> None:
    assert a_log(database).for_connection(ADS, TODAY) == Usage(RowCount(), RowCount(), None)


def test_without_an_address_nothing_is_known() -> None:
    assert FivetranUsageLog("").for_connection(ADS, TODAY) is None
    assert FivetranUsageLog("").check() == []


class OddDriver(SQLiteDialect_pysqlite):
    """A driver with an error class of its own, which SQLAlchemy doesn't know."""

    def create_connect_args(self, url: URL) -> ConnectArgsType:
        return [], {}

    def connect(self, *_arguments: object, **_options: object) -> NoReturn:
        raise RuntimeError("the account of ada:hunter2 can't be refreshed")


registry.register("odddriver", __name__, "OddDriver")


@pytest.mark.parametrize(
    "url",
    [
        "odddriver://ada:hunter2@nowhere/log",
        "postgresql://ada:hunter2@127.0.0.1:1/log",
        "bigquery://nowhere/fivetran_log",
        "what is this",
    ],
)
def test_a_log_that_cannot_be_opened_says_so_without_its_password(url: str) -> None:
    with pytest.raises(Unavailable, match="can't be read right now") as failed:
        FivetranUsageLog(url).for_connection(ADS, TODAY)

    (problem,) = FivetranUsageLog(url).check()
    assert "FIVETRAN_LOG_DATABASE" in problem
    assert "hunter2" not in f"{failed.value}{problem}{FivetranUsageLog(url)!r}"


def test_a_schema_without_the_table_is_an_operators_business(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="FIVETRAN_LOG_SCHEMA"):
        FivetranUsageLog(f"sqlite:///{tmp_path}/empty.sqlite3").for_connection(ADS, TODAY)


@pytest.mark.parametrize(("column", "value"), [("measured_date", "'some day'"), ("incremental_rows", "'1e999'")])
def test_a_row_that_cannot_be_read_is_left_out_and_named(tmp_path: Path, column: str, value: str) -> None:
    database = create_engine(f"sqlite:///{tmp_path}/log.sqlite3")
    values = {"measured_date": "'2026-11-20'", "incremental_rows": "12"}
    with database.begin() as session:
        session.execute(text(f"CREATE TABLE incremental_mar ({COLUMNS})"))
        for kind, row in (("PAID", values), ("FREE_RESYNC", values | {column: value})):
            session.execute(
                text(
                    "INSERT INTO incremental_mar VALUES ('brave_basin', 'google_ads', 'prod', "
                    f"{row['measured_date']}, '{kind}', {row['incremental_rows']}, NULL)"
                )
            )
    log = FivetranUsageLog(str(database.url))

    assert log.for_connection(ADS, TODAY) == Usage(RowCount(12), RowCount(), date(2026, 11, 20))
    assert [one.kind for one in log.foreign.unreadable()] == ["row of Fivetran's log"]
    database.dispose()
