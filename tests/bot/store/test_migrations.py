"""The tables and the rows agree, and the database of an earlier release comes up to date."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from bot.store.database import connect, migrate


def test_migrations_make_exactly_the_tables_that_the_rows_describe(database: Engine) -> None:
    with database.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_the_database_of_an_earlier_release_keeps_its_rows(tmp_path: Path) -> None:
    earlier = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate(earlier, revision="0003")
    with earlier.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO connection (id, group_id, service, name, health, seen) VALUES "
                "('stripe_1', 'prod', 'stripe', 'stripe', 'fine', '')"
            )
        )

    migrate(earlier)

    with earlier.begin() as connection:
        row = connection.execute(text("SELECT name, setup_state, paused FROM connection")).one()
    assert tuple(row) == ("stripe", "connected", False)
    earlier.dispose()
