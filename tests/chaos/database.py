"""The bot's database, made, read and dropped from outside: plain SQL, no code of the bot."""

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from tests.conftest import POSTGRES

SERVER = f"postgresql://postgres@{POSTGRES}"
Row = dict[str, Any]
JSON_COLUMNS = "body", "details", "digests", "people"


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database, `sqlite` or `postgres`, that is gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'desk.sqlite3'}"
        return
    name = f"desk_chaos_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield f"{SERVER}/{name}"
    finally:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def read_table(url: str, table: str) -> list[Row]:
    """Return all rows of a table of the bot. JSON is parsed."""
    return [_parsed(row) for row in _rows(url, f'SELECT * FROM "{table}"')]


def read_workflows(url: str) -> list[Row]:
    """Return the durable workflows: `id`, `name`, `status`, `queue`, `created_at` (epoch seconds)."""
    what = "workflow_uuid AS id, name, status, queue_name AS queue, CAST(created_at AS REAL) / 1000 AS created_at"
    if url.startswith("sqlite"):
        return list(_rows(_engine_file(url), f"SELECT {what} FROM workflow_status"))
    return list(_rows(url, f"SELECT {what} FROM dbos.workflow_status"))


def _engine_file(url: str) -> str:
    path = Path(url.removeprefix("sqlite:///"))
    return f"sqlite:///{path.with_name(f'{path.stem}-engine{path.suffix}')}"


def _rows(url: str, query: str) -> Iterator[Row]:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as connection:
            connection.row_factory = sqlite3.Row
            yield from map(dict, connection.execute(query))
    else:
        with psycopg.connect(url, row_factory=dict_row, autocommit=True) as connection:
            yield from connection.execute(query.encode())


def _parsed(row: Row) -> Row:
    texts = {name: row[name] for name in JSON_COLUMNS if isinstance(row.get(name), str)}
    return row | {name: json.loads(text) for name, text in texts.items()}


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Keep the bot from writing: another process holds SQLite's write lock, or PostgreSQL lets no one in."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
        return
    name = url.rpartition("/")[2]
    _let_in(name, allowed=False)
    try:
        yield
    finally:
        _let_in(name, allowed=True)


def _let_in(name: str, *, allowed: bool) -> None:
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        how = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        connection.execute(how.format(sql.Identifier(name), sql.Literal(allowed)))
        if not allowed:
            end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            connection.execute(end, (name,))
