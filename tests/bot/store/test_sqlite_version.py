"""The work queue needs functions that an older SQLite lacks."""

import sqlite3
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store import database

STAMP = sa.text("SELECT unixepoch('subsec')")


def test_every_sqlite_stamps_rows_with_fractions_of_a_second(tmp_path: Path) -> None:
    with database.connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}").connect() as connection:
        assert connection.scalar(STAMP) == pytest.approx(time.time(), abs=60)
        connection.detach()
        connection.close()


@pytest.mark.skipif(sqlite3.sqlite_version_info >= database.SUBSECONDS_SINCE, reason="this SQLite knows fractions")
def test_an_older_sqlite_lacks_them() -> None:
    connection = sqlite3.connect(":memory:")
    try:
        assert connection.execute("SELECT unixepoch('subsec')").fetchone() == (None,)
    finally:
        connection.close()
