"""The table of workflows, for those who put work in it or read it. Nothing here waits without limit.

DBOS itself waits until its database is back, which is right for a workflow and wrong for a person. What is
stored is JSON.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from dbos import DBOSClient, EnqueueOptions
from sqlalchemy import Engine as Database
from sqlalchemy import exc

from bot.durable.arrivals import ARRIVALS
from bot.durable.group_commit import GroupCommit
from bot.durable.queue_settings import QUEUES
from bot.durable.serialization import JsonSerializer, to_json
from bot.durable.workflow_names import REGISTERED_WORKFLOWS
from bot.durable.workflow_rows import NewWorkflow, insert_workflows
from bot.sqlite.write_lock import SqliteWriteLock
from workflows.errors import Unavailable

WORKFLOW_VERSION = "2"
"""Pinned, so that a deploy finishes what the version before began. Raise it when stored steps change."""

APPLICATION = "connector-desk"


class WorkTable:
    """The table in one database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._write_lock = SqliteWriteLock(database.dialect.name)
        self._client = DBOSClient(
            system_database_engine=database,
            serializer=JsonSerializer(),
            application_name=APPLICATION,
            lazy=True,
            retry_connection_errors=False,
        )
        self.commits = GroupCommit(self._insert)

    @contextmanager
    def client(self, *, writes: bool = True) -> Iterator[DBOSClient]:
        """Use the client of DBOS. Raises `Unavailable` if the database is away, locked, or out of connections."""
        try:
            if not writes:
                yield self._client
                return
            with self._write_lock.held():
                yield self._client
        except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as failure:
            raise Unavailable("The database isn't responding.") from failure

    def enqueue(self, options: EnqueueOptions, arguments: Sequence[Any]) -> None:
        """Put a workflow in the table, in one transaction with the others of this moment. Raises `Unavailable`."""
        self.commits.add((options, arguments))

    def _insert(self, workflows: Sequence[NewWorkflow]) -> None:
        with self.client() as client, self.database.begin() as connection:
            insert_workflows(client, connection, workflows)

    def warm_up(self) -> None:
        """Let SQLAlchemy compile what one workflow and several need, and insert none. Raises `Unavailable`.

        The first burst of presses would wait for it otherwise: 20 ms of CPU.
        """
        with self.client() as client, self.database.connect() as connection:
            for number in (1, 2):
                insert_workflows(client, connection, [(_unneeded(one), []) for one in range(number)])
            connection.rollback()

    def close(self) -> None:
        """Forget the client; the database stays open."""
        self.commits.close()
        self._client.destroy()


def _unneeded(number: int) -> EnqueueOptions:
    """Return how a workflow is enqueued that never is."""
    return EnqueueOptions(queue_name=QUEUES[0], workflow_id=f"warm-up:{number}", workflow_name="warm_up")


WORK_TABLES: list[WorkTable] = []
"""The table of this process while it runs. `bot.durable.engine` fills it."""


def use_client(*, writes: bool = True) -> AbstractContextManager[DBOSClient]:
    """Use the client of DBOS in this process, as `WorkTable.client` does."""
    return WORK_TABLES[-1].client(writes=writes)


def warm_up() -> None:
    """Prepare the first burst of presses, as `WorkTable.warm_up` does."""
    WORK_TABLES[-1].warm_up()


def has_workflow(prefix: str, status: str) -> bool:
    """Whether a workflow whose id starts with `prefix` is in this state."""
    with use_client(writes=False) as client:
        found = client.list_workflows(
            workflow_id_prefix=prefix, status=status, limit=1, load_input=False, load_output=False
        )
    return bool(found)


def queue_waits() -> dict[str, float]:
    """Return, for each queue, how many seconds its oldest workflow has waited for its turn, by the machine's clock."""
    with use_client(writes=False) as client:
        waiting = client.list_workflows(status="ENQUEUED", limit=1, load_input=False, load_output=False)
        return {queue: _wait(client, queue) if waiting else 0.0 for queue in QUEUES}


def _wait(client: DBOSClient, queue: str) -> float:
    oldest = client.list_workflows(status="ENQUEUED", queue_name=queue, limit=1, load_input=False, load_output=False)
    now = time.time()  # noqa: TID251  # as DBOS stamps its rows
    return max(0.0, now - (oldest[0].created_at or 0) / 1_000) if oldest else 0.0


def enqueue(
    queue: str,
    workflow_id: str,
    workflow_name: str,
    *args: Any,
    partition: str | None = None,
    delay: float | None = None,
) -> None:
    """Run the workflow once for each id, not before `delay` seconds.

    It's never a step of the workflow that calls this: the id alone makes it happen once. Raises `KeyError`
    for an unknown workflow, `TypeError` for an argument that can't be stored as JSON, and `Unavailable` if the
    database doesn't respond.
    """
    if workflow_name not in REGISTERED_WORKFLOWS:
        raise KeyError(workflow_name)
    stored = [to_json(argument) for argument in args]
    options = EnqueueOptions(
        queue_name=queue,
        workflow_id=workflow_id,
        workflow_name=workflow_name,
        app_version=WORKFLOW_VERSION,
    )
    if partition is not None:
        options["queue_partition_key"] = partition
    if delay is not None:
        options["delay_seconds"] = delay
    WORK_TABLES[-1].enqueue(options, stored)
    ARRIVALS.announce(queue)


def release_delayed() -> None:
    """Start what waits for a time, such as a reply. After a setback of the clock, it would wait that much longer."""
    with use_client() as client:
        for workflow in client.list_workflows(status="DELAYED", load_input=False, load_output=False):
            client.set_workflow_delay(workflow.workflow_id, delay_seconds=0)
    ARRIVALS.announce()


def fresh_id(name: str, now: datetime, period_seconds: int) -> str:
    """Return an id that is the same within a period and new in the next one.

    A workflow that failed has used up its id. The next sweep after the period can start it again.
    """
    return f"{name}:{int(now.timestamp() // period_seconds)}"


def resume(executor: str) -> int:
    """Take over the workflows of a process that went silent. Return how many there are.

    Each goes back to its own queue, so that only one workflow at a time works on a request.
    """
    with use_client() as client:
        pending = client.list_workflows(status="PENDING", executor_id=executor, load_input=False, load_output=False)
        for workflow in pending:
            client.resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name)
    ARRIVALS.announce()
    return len(pending)
