"""Measure what processes cost that have nothing to do: one on SQLite, two that share a PostgreSQL database."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql
from sqlalchemy import create_engine, inspect, text

from bench.rows import Row, judge
from bench.stage import SANDBOX_URL, sandbox
from demo.stage import ROOT, Bot, free_port, sandbox_settings

SETTLING, IDLE = 60, 120
"""Seconds until what the start left to do is done, and seconds that are measured."""
DAY = 86_400
POSTGRES = os.environ.get("DESK_TEST_POSTGRES", "127.0.0.1:5432")
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Spent:
    """What one process has cost since its start."""

    cpu_seconds: float
    statements: int


class CountedBot(Bot):
    """A bot whose statements are counted."""

    def __init__(self, folder: Path, name: str, database: str) -> None:
        settings = sandbox_settings(SANDBOX_URL, database, free_port()) | {"PROCESS_NAME": name}
        super().__init__(settings, folder / f"{name}.log")
        self._counts = folder / f"{name}.statements"

    def _launch(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "bench.counted_bot", str(self._counts)]
        with self._log.open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def spent(self) -> Spent:
        """Return what the process has cost since its start (proc(5): fields 14 and 15 are its CPU time)."""
        if self._process is None:
            raise RuntimeError("The bot isn't running.")
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        return Spent(ticks / CLOCK_TICKS, self._counts.stat().st_size)


def measure() -> list[Row]:
    """Measure both databases, once what the start left to do is done."""
    rows: list[Row] = []
    for name, open_databases, processes in (("SQLite", sqlite, 1), ("PostgreSQL", postgres, 2)):
        with TemporaryDirectory() as folder, open_databases(Path(folder)) as urls, sandbox(), ExitStack() as running:
            bots = [CountedBot(Path(folder), f"idle{number}", urls[0]) for number in range(processes)]
            for one in bots:
                running.enter_context(one)
            _wait(SETTLING)
            rows.append(measure_processes(name, bots, urls, IDLE))
    return rows


def measure_processes(name: str, bots: Sequence[CountedBot], urls: Sequence[str], seconds: float) -> Row:
    """Measure processes that share a database for so many seconds."""
    before, rows = [one.spent() for one in bots], sum(map(_row_count, urls))
    began = time.monotonic()
    _wait(seconds)
    seconds = time.monotonic() - began
    spent = list(zip(before, [one.spent() for one in bots], strict=True))
    cpu = max(after.cpu_seconds - start.cpu_seconds for start, after in spent) / seconds * 100
    statements = max(after.statements - start.statements for start, after in spent) / seconds
    daily = (sum(map(_row_count, urls)) - rows) / len(bots) / seconds * DAY
    processes = "one process" if len(bots) == 1 else f"each of {len(bots)} processes"
    return judge(
        f"idle, {processes} on {name}",
        {"idle_cpu": cpu, "idle_statements": statements, "idle_rows": daily},
        f"{cpu:.2f} % of a core, {statements:.2f} statements/s, {daily:,.0f} rows a day",
        details={
            "cpu_percent": round(cpu, 2),
            "statements_per_second": round(statements, 2),
            "rows_per_day": round(daily),
            "measured_seconds": round(seconds),
        },
    )


def _wait(seconds: float) -> None:
    threading.Event().wait(seconds)


def _row_count(url: str) -> int:
    """Return the number of rows in all tables, also those of the work queue."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            found, quote = inspect(connection), engine.dialect.identifier_preparer.quote
            names = [
                f"{quote(schema)}.{quote(table)}"
                for schema in found.get_schema_names()
                if schema not in ("information_schema", "pg_catalog")
                for table in found.get_table_names(schema)
            ]
            return sum(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names)
    finally:
        engine.dispose()


@contextmanager
def sqlite(folder: Path) -> Iterator[Sequence[str]]:
    """Yield the addresses of the rows and of the work queue."""
    yield f"sqlite:///{folder / 'desk.sqlite3'}", f"sqlite:///{folder / 'desk-engine.sqlite3'}"


@contextmanager
def postgres(_folder: Path) -> Iterator[Sequence[str]]:
    """Yield the address of an empty database on the server of the tests."""
    server, name = f"postgres@{POSTGRES}", f"desk_idle_{os.getpid()}"
    with psycopg.connect(f"postgresql://{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield [f"postgresql+psycopg://{server}/{name}"]
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
