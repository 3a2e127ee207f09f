"""Databases that are up to date, without the migrations: they run once in each pytest process."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path

import psycopg
from dbos import DBOS
from psycopg import sql
from sqlmodel import SQLModel

import bot.store.tables  # noqa: F401  # they are ours
from bot.store.database import connect, migrate
from bot.store.engine_database import engine_path
from tests.conftest import POSTGRES

SERVER = f"postgresql://postgres@{POSTGRES}"
CLEAR = """
DO $$
DECLARE one record;
BEGIN
    SET LOCAL session_replication_role = replica; -- the order doesn't matter to foreign keys
    FOR one IN SELECT tablename AS name FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        IF one.name = ANY({ours}) THEN
            EXECUTE format('DELETE FROM %I', one.name);
        ELSE
            EXECUTE format('DROP TABLE %I', one.name);
        END IF;
    END LOOP;
    FOR one IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', one.name);
    END LOOP;
END $$
"""


class MigratedDatabases:
    """Copies of databases that were migrated once, in `folder` and on the PostgreSQL server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()

    def close(self) -> None:
        """Drop the databases on the server."""
        self._stack.close()

    def sqlite(self, file: Path) -> str:
        """Create the file, and the work queue's beside it. Return the address."""
        shutil.copyfile(self._file, file)
        self.work_queue(engine_path(file))
        return f"sqlite:///{file}"

    def work_queue(self, file: Path) -> str:
        """Create only the file of a work queue. Return the address."""
        shutil.copyfile(engine_path(self._file), file)
        return f"sqlite:///{file}"

    @contextmanager
    def postgres(self) -> Iterator[str]:
        """Yield the address of a new database, with the work queue in it. It is dropped at the end."""
        with new_database(self._template) as url:
            yield url

    def shared_postgres(self) -> str:
        """Return the address of the database that all tests share, as it was at first. It has no work queue."""
        with psycopg.connect(self._shared, autocommit=True) as connection:
            connection.execute(sql.SQL(CLEAR).format(ours=list(SQLModel.metadata.tables)))
        return self._shared

    @cached_property
    def _file(self) -> Path:
        file = self._folder / "migrated.sqlite3"
        _migrate(f"sqlite:///{file}")
        DBOS.migrate(f"sqlite:///{engine_path(file)}")
        return file

    @cached_property
    def _template(self) -> str:
        url = self._stack.enter_context(new_database())
        _migrate(url)
        DBOS.migrate(url)
        return url.rpartition("/")[2]

    @cached_property
    def _shared(self) -> str:
        url = self._stack.enter_context(new_database())
        _migrate(url)
        return url


def _migrate(url: str) -> None:
    engine = connect(url)
    migrate(engine)
    engine.dispose()


@contextmanager
def new_database(template: str = "template1") -> Iterator[str]:
    """Yield the address of a new database, whose commits don't wait for the disk. It is dropped at the end."""
    name = f"desk_test_{uuid.uuid4().hex[:12]}"
    made, source = sql.Identifier(name), sql.Identifier(template)
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(made, source))
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(made))
    try:
        yield f"{SERVER}/{name}"
    finally:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(made))
