"""A transaction on SQLite that has read can still write, although another process has written meanwhile.

A deferred transaction that a read begins keeps what it saw. SQLite then refuses its write at once, without waiting:
https://www.sqlite.org/rescode.html#busy_snapshot
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from bot.store.database import connect, transaction
from bot.store.engine_database import engine_database

READ = text("SELECT count(*) FROM note")
WRITE = text("INSERT INTO note DEFAULT VALUES")


@pytest.fixture(params=["rows", "queue"])
def processes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    """Engines of two processes for the same file: that of the rows, or that of the work queue."""
    url = f"sqlite:///{tmp_path / 'desk.sqlite3'}"
    engines = [connect(url) if request.param == "rows" else engine_database(url)[0] for _ in range(2)]
    with engines[0].begin() as connection:
        connection.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY)"))
    yield engines[0], engines[1]
    for engine in engines:
        engine.dispose()


def test_a_session_that_has_read_writes_after_another_process(processes: tuple[Engine, Engine]) -> None:
    ours, theirs = processes

    with transaction(ours) as session:
        _read(session)
        with transaction(theirs) as other:
            other.execute(WRITE)
        session.execute(WRITE)

    with transaction(ours) as session:
        assert _read(session) == 2


def test_a_connection_that_has_read_writes_after_another_process(processes: tuple[Engine, Engine]) -> None:
    ours, theirs = processes

    with ours.begin() as connection:
        connection.execute(READ).scalar_one()
        with theirs.begin() as other:
            other.execute(WRITE)
        connection.execute(WRITE)

    with transaction(ours) as session:
        assert _read(session) == 2


def _read(session: Session) -> int:
    return int(session.execute(READ).scalar_one())
