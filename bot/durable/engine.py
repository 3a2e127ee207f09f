"""Start and stop of the durable execution (DBOS): what was started is finished, also after a crash."""

import logging
from collections.abc import Callable

from dbos import DBOS, DBOSConfig
from sqlalchemy import Engine as Database

from bot.durable import upgrade_from_1
from bot.durable.click_ports import STOPPING
from bot.durable.dispatcher import Dispatcher
from bot.durable.executions import EXECUTIONS
from bot.durable.queue_settings import register_queues
from bot.durable.serialization import JsonSerializer
from bot.durable.work_table import APPLICATION, WORK_TABLES, WORKFLOW_VERSION, WorkTable, resume
from bot.durable.workflow_names import REGISTERED_WORKFLOWS
from bot.sqlite.write_ahead_log import empty_at_stop
from workflows.errors import Unavailable

WORKFLOW_STOP_SECONDS = 10
"""Seconds that workflows have to end when the process stops."""
NOTIFICATION_SECONDS = 0.25
"""Seconds between two looks of DBOS for events of workflows, which we don't use. By default, it looks a hundred times
a second on PostgreSQL, a third of what an idle process costs. A stop waits for the last look.
"""


DISPATCHERS: list[Dispatcher] = []
"""The dispatcher of this process while it runs."""


def start(database: Database, url: str, executor: str, register: Callable[[], None]) -> None:
    """Start DBOS.

    `register` registers the workflows, which isn't possible after the start. `executor` identifies this run of
    the process; `resume` takes over the work of another one.
    """
    STOPPING.clear()
    config = DBOSConfig(name=APPLICATION, system_database_url=url, executor_id=executor)
    config |= {
        "application_version": WORKFLOW_VERSION,
        "log_level": "WARNING",
        "system_database_engine": database,
        "serializer": JsonSerializer(),
        "notification_coalesce_sec": NOTIFICATION_SECONDS,
    }
    dbos = DBOS(config=config)
    register()
    upgrade_from_1.convert_workflows(database, JsonSerializer(), WORKFLOW_VERSION)
    WORK_TABLES.append(WorkTable(database))
    DBOS.listen_queues([])
    DBOS.launch()
    _end_polling(dbos)
    DISPATCHERS.append(Dispatcher(dbos, register_queues()))
    DISPATCHERS[-1].start()


def _end_polling(dbos: DBOS) -> None:
    """End what DBOS asks its database every second. The dispatcher does it, and no workflow of ours has a deadline."""
    for polling in (*dbos.background_thread_stop_events, dbos._background_jobs_stop_event):
        polling.set()


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Whether a line of DBOS isn't about work that it took during the stop. `stop` puts that back."""
    return not (STOPPING.is_set() and "Executor accessed before DBOS was launched" in record.getMessage())


logging.getLogger("dbos").addFilter(_is_worth_a_line)


def stop() -> bool:
    """Stop, and put unfinished work back into its queues, so that another process goes on with it at once.

    Return False if that isn't possible, because a workflow still runs or the database is away: then the work
    waits until this process counts as dead.
    """
    STOPPING.set()
    while DISPATCHERS:
        DISPATCHERS.pop().stop()
    executor = DBOS.executor_id
    DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=WORKFLOW_STOP_SECONDS if EXECUTIONS else 0)
    is_released = not EXECUTIONS and _release(executor)
    REGISTERED_WORKFLOWS.clear()
    while WORK_TABLES:
        table = WORK_TABLES.pop()
        empty_at_stop(table.database)
        table.close()
    return is_released


def _release(executor: str) -> bool:
    try:
        resume(executor)
    except Unavailable:
        return False
    return True
