"""A new database gets its tables at once, exactly as all migrations make them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, Inspector, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from bot.store.database import connect, migrate
from bot.store.new_schema import create_if_new
from bot.store.schema_upgrade import upgrade
from tests.support.migrated_databases import new_database


@contextmanager
def empty_database(kind: str, file: Path) -> Iterator[Engine]:
    """Yield a database without tables."""
    if kind == "sqlite":
        with connected(f"sqlite:///{file}") as engine:
            yield engine
    else:
        with new_database() as url, connected(url) as engine:
            yield engine


@contextmanager
def connected(url: str) -> Iterator[Engine]:
    """Yield an engine, and close its connections."""
    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


KINDS = pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])


@KINDS
def test_a_new_database_equals_one_that_all_migrations_made(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path / "new") as new, empty_database(kind, tmp_path / "old") as old:
        migrate(new)
        upgrade(old, "head")

        assert describe(new) == describe(old)
        assert rows(new) == rows(old)
        with old.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def describe(engine: Engine) -> dict[str, dict[str, Any]]:
    """Return everything that is in the tables but the order of columns, and the names of keys and sequences."""
    found = inspect(engine)
    return {table: describe_table(found, table) for table in found.get_table_names()}


def describe_table(found: Inspector, table: str) -> dict[str, Any]:
    """Return the columns, keys, and indexes of a table."""
    defaults = {one["name"]: re.sub(r"'\w+_seq'", "", str(one["default"])) for one in found.get_columns(table)}
    return {
        "columns": {
            one["name"]: (str(one["type"]), one["nullable"], defaults[one["name"]].strip("'"))
            for one in found.get_columns(table)
        },
        "primary key": found.get_pk_constraint(table)["constrained_columns"],
        "unique": [one["column_names"] for one in found.get_unique_constraints(table)],
        "foreign keys": found.get_foreign_keys(table),
        "checks": found.get_check_constraints(table),
        "indexes": sorted(map(str, found.get_indexes(table))),
    }


def rows(engine: Engine) -> dict[str, list[Any]]:
    """Return every row."""
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        return {name: [*map(tuple, connection.execute(text(f'SELECT * FROM "{name}"')))] for name in names}


@KINDS
def test_a_creation_that_fails_leaves_nothing(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path / "new") as engine:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE other (id INTEGER)"))
            connection.execute(text("CREATE INDEX request_by_status ON other (id)"))  # a name that ours needs

        with pytest.raises(DBAPIError):
            create_if_new(engine)

        assert inspect(engine).get_table_names() == ["other"]


@KINDS
def test_tables_of_an_earlier_release_are_left_to_the_migrations(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path / "new") as engine:
        upgrade(engine, "0005")

        assert not create_if_new(engine)

        assert not inspect(engine).has_table("storm_member")
        assert rows(engine)["alembic_version"] == [("0005",)]
