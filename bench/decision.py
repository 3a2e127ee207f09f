"""Count what a decision costs, from Approve until everything agrees: `python -m bench.decision [database URL]`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, create_engine, text

from bench.call_log import CallLog, log_calls
from bench.rows import Row, judge
from bench.story import approve, submit
from bot.bootstrap.core import Container
from bot.bootstrap.process import Bot
from bot.config.settings import Settings
from bot.durable.work_table import WORK_TABLES
from demo.stage import free_port, sandbox_settings
from sandbox.driver import Sandbox, serve

VENDORS = {"slack": "/slack/api/", "jira": "/jira/", "fivetran": "/fivetran/"}
DECISIONS = 3
PROGRESS = "bot/durable/progress.py"
"""What it does beside the steps depends on how slow the machine is."""


def measure() -> list[Row]:
    """Count the statements and the calls of one decision."""
    with serve() as url, Sandbox(url) as world, TemporaryDirectory() as folder:
        log = count_decision(world, f"sqlite:///{Path(folder) / 'desk.sqlite3'}")
    values = {"decision_statements": len(log.statements), "decision_calls": len(log.calls)}
    details = dict(log.counts()) | {f"transactions_{name}": count for name, count in log.transactions.items()}
    measured = f"{len(log.statements)} SQL statements, {len(log.calls)} HTTP calls"
    return [judge("approve → everything agrees", values, measured, details=details)]


@contextmanager
def running_bot(world: Sandbox, database_url: str) -> Iterator[Container]:
    """Run a bot in this process, without its HTTP server."""
    known = sandbox_settings(world.base_url, database_url, free_port())
    parts = Container(Settings(**{name.lower(): value for name, value in known.items()}))  # type: ignore[arg-type]
    bot = Bot(parts)
    endpoints = bot.start()
    queue = WORK_TABLES[-1].database
    try:
        world.until(lambda: not any(endpoints.problems().values()), "a bot that is ready")
        yield parts
    finally:
        bot.stop()
        queue.dispose()


def count_decision(world: Sandbox, database_url: str) -> CallLog:
    """Approve some requests, and return the shortest log from a press until nothing changes any more.

    The first one fills what a process keeps in memory, and is left out. The shortest counts, because a slow machine
    gives the timetable time to look at a request while it is decided.
    """
    with running_bot(world, database_url) as parts:
        queue = WORK_TABLES[-1].database
        own_rows, own_queue = create_engine(parts.database.url), create_engine(queue.url)
        approve(world, submit(world)[1])
        logs = []
        for _ in range(DECISIONS):
            card = submit(world)[1]
            world.until(lambda: is_settled(own_rows, own_queue), "nothing left to do")
            with log_calls({"rows": parts.database, "queue": queue}, VENDORS, ignored=(PROGRESS,)) as log:
                approve(world, card)
                world.until(lambda: is_settled(own_rows, own_queue), "nothing left to do")
            logs.append(log)
        own_rows.dispose()
        own_queue.dispose()
        return min(logs, key=lambda log: len(log.statements) + len(log.calls))


def is_settled(rows: Engine, queue: Engine) -> bool:
    """Whether every request is in sync, and no work waits or runs."""
    with rows.connect() as connection:
        lagging = connection.execute(text("SELECT count(*) FROM request WHERE NOT is_in_sync")).scalar()
    with queue.connect() as connection:
        table = "workflow_status" if queue.dialect.name == "sqlite" else "dbos.workflow_status"
        query = f"SELECT count(*) FROM {table} WHERE status IN ('ENQUEUED', 'PENDING')"
        working = connection.execute(text(query)).scalar()
    return not lagging and not working


def main() -> None:
    """Print every statement and call of one decision, then the counts."""
    with serve() as url, Sandbox(url) as world, TemporaryDirectory() as folder:
        address = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'desk.sqlite3'}"
        log = count_decision(world, address)
    print(log.listing())


if __name__ == "__main__":
    main()
