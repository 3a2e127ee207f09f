"""Databases for the tests of the edge: each test gets an empty one, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.store.database import connect
from tests.support.migrated_databases import MigratedDatabases


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, databases: MigratedDatabases, tmp_path: Path) -> Iterator[Engine]:
    """An empty database that is up to date."""
    is_sqlite = request.param == "sqlite"
    engine = connect(databases.sqlite(tmp_path / "desk.sqlite3") if is_sqlite else databases.shared_postgres())
    yield engine
    engine.dispose()
