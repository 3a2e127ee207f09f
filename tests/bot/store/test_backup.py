"""`python -m bot backup`: what a copy contains, and when there is none."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.backup import back_up
from bot.store.engine_database import engine_path
from workflows.errors import Refused


def fill(file: Path, *rows: int) -> sqlite3.Connection:
    """A database whose rows are only in its write-ahead log, as those of a running bot are."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute("CREATE TABLE request (id INTEGER)")
    connection.executemany("INSERT INTO request VALUES (?)", [(row,) for row in rows])
    connection.commit()
    return connection


def test_a_copy_has_the_rows_of_the_write_ahead_log(tmp_path: Path) -> None:
    source, target = tmp_path / "desk.sqlite3", tmp_path / "copy.sqlite3"
    with closing(fill(source, 1, 2)), closing(fill(engine_path(source), 3)):
        copies = back_up(f"sqlite:///{source}", target)

    assert copies == [target, engine_path(target)]
    found = []
    for copy in copies:
        with closing(sqlite3.connect(copy)) as connection:
            found.append(connection.execute("SELECT count(*) FROM request").fetchone()[0])
    assert found == [2, 1]
    assert {file.name for file in tmp_path.glob("copy*")} == {"copy.sqlite3", "copy-engine.sqlite3"}


def test_nothing_is_copied_when_one_of_the_files_exists(tmp_path: Path) -> None:
    source, target = tmp_path / "desk.sqlite3", tmp_path / "copy.sqlite3"
    engine_path(target).touch()

    with closing(fill(source)), closing(fill(engine_path(source))), pytest.raises(Refused, match="already exists"):
        back_up(f"sqlite:///{source}", target)

    assert not target.exists()


def test_a_database_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"The database .*desk-engine\.sqlite3 doesn't exist"):
        back_up(f"sqlite:///{tmp_path / 'desk.sqlite3'}", tmp_path / "copy.sqlite3")

    assert list(tmp_path.iterdir()) == []


def test_postgresql_has_a_command_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="pg_dump"):
        back_up("postgresql://localhost/desk", tmp_path / "copy")
