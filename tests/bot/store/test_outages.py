"""A database that is away or locked is an outage. A broken rule is a mistake of ours."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine, exc, text

from bot.store.database import connect, migrate, transaction
from bot.store.requests import RequestStore
from tests.bot.store.test_requests import Watch
from tests.conftest import answers
from workflows.errors import Unavailable


def test_a_locked_file_is_an_outage_that_ends_with_the_lock(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite3"
    engine = connect(f"sqlite:///{file}")
    migrate(engine)
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(Unavailable, match="The database isn't responding"):
            write(engine)
        other.execute("ROLLBACK")

    write(engine)
    engine.dispose()


def write(engine: Engine) -> None:
    with transaction(engine) as session:
        session.execute(text("PRAGMA busy_timeout=50"))
        session.execute(text("DELETE FROM draft"))


@pytest.mark.postgres
def test_a_connection_that_the_server_ends_is_an_outage(database: Engine) -> None:
    if database.dialect.name == "sqlite":
        return

    with pytest.raises(Unavailable), transaction(database) as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert RequestStore(database, Watch()).taken_names(["s"]) == frozenset()


def test_a_server_that_refuses_connections_is_an_outage() -> None:
    assert not answers("127.0.0.1:1")
    engine = connect("postgresql://postgres@127.0.0.1:1/desk")

    with pytest.raises(Unavailable):
        RequestStore(engine, Watch()).get("r1")
    with pytest.raises(Unavailable):
        RequestStore(engine, Watch()).taken_names(["s"])


def test_a_mistake_of_ours_is_not_an_outage(database: Engine) -> None:
    with pytest.raises(exc.DBAPIError), transaction(database) as session:
        session.execute(text("INSERT INTO draft (id) VALUES ('d1')"))
