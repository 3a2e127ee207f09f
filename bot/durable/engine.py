"""Durable execution (DBOS): what was started is finished, also after a crash.

A job works on a row, so it runs without checkpoints: after a crash it runs again from the start, and every
method of a port can be called twice. A click has no such row, so its writes are checkpoints
(`bot.durable.click_ports`). What DBOS stores is JSON.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, error
from sqlalchemy import Engine as Database
from sqlalchemy import exc

from bot.durable import upgrade_from_1
from bot.durable.click_ports import STOPPING
from bot.durable.executions import Executions
from bot.durable.pace import ClickPace, hold_channel
from bot.durable.serialization import JsonSerializer, argument_reader, to_json
from bot.sqlite_lock import SqliteWriteLock
from bot.write_ahead_log import empty_write_ahead_log
from workflows.errors import CredentialRejected, DeskError, Unavailable

log = structlog.get_logger(__name__)

WORKFLOW_VERSION = "2"
"""Pinned, so that a deploy finishes what the version before began. Raise it when stored steps change."""

APPLICATION = "connector-desk"
CLICK_QUEUE, QUESTION_QUEUE, REQUEST_QUEUE, CHANNEL_QUEUE = "clicks", "questions", "requests", "channel"
TIMETABLE_QUEUE, HINT_QUEUE = "timetable", "hints"
"""Jobs of the timetable, one run at a time for each name; and hints from outside, which never delay a click."""
QUEUES = (CLICK_QUEUE, QUESTION_QUEUE, REQUEST_QUEUE, CHANNEL_QUEUE, TIMETABLE_QUEUE, HINT_QUEUE)
QUEUE_POLL_SECONDS = 0.2
"""Seconds between two looks into a queue: the longest time that a click waits before it runs."""
MAX_RUNNING_HINTS = 4
"""Hints that one process works on at a time. A flood of them waits here."""

FINAL_WORKFLOW_STATES = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
"""The states in which a workflow stays."""
WORKFLOW_STOP_SECONDS = 10
"""Seconds that workflows have to end when the process stops."""
MAX_PRUNE_BATCHES = 20
"""Batches that one run deletes. At 1,000 each, that is half of what the timetable starts in a day."""
BACKGROUND_WORKFLOWS = (
    "apply_ticket_decision",
    "apply_ticket_decisions",
    "ensure_webhooks",
    "expire",
    "notice_departures",
    "notify",
    "open_access_ticket",
    "poll_group",
    "propose_mutes",
    "publish_due_digests",
    "reconcile",
    "reconcile_lagging",
    "refresh_catalog",
)
"""Jobs of the timetable and what they enqueue, about 35,000 a day. They are deleted before clicks are."""
REQUEST_WORKFLOWS = frozenset({"reconcile", "decide", "request_connect_card", "remove_text"})
"""Workflows whose first argument is the id of a request. Their log lines carry it."""

CHANNEL_WORKFLOWS = frozenset({"notify", "publish_digest", "publish_digest_now"})
"""Workflows that post in a channel, each of which has the channel to itself for a second."""


def fresh_id(name: str, now: datetime, period_seconds: int) -> str:
    """Return an id that is the same within a period and new in the next one.

    A workflow that failed has used up its id. The next sweep after the period can start it again.
    """
    return f"{name}:{int(now.timestamp() // period_seconds)}"


class WorkTable:
    """The table of workflows, for those who put work in it or read it. Nothing here waits without limit.

    DBOS itself waits until its database is back, which is right for a workflow and wrong for a person.
    """

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

    def close(self) -> None:
        """Forget the client; the database stays open."""
        self._client.destroy()


WORK_TABLES: list[WorkTable] = []
"""The table of this process while it runs. `start` fills it."""


def _client(*, writes: bool = True) -> AbstractContextManager[DBOSClient]:
    return WORK_TABLES[-1].client(writes=writes)


def has_workflow(prefix: str, status: str) -> bool:
    """Whether a workflow whose id starts with `prefix` is in this state."""
    with _client(writes=False) as client:
        found = client.list_workflows(
            workflow_id_prefix=prefix, status=status, limit=1, load_input=False, load_output=False
        )
    return bool(found)


def queue_waits() -> dict[str, float]:
    """Return, for each queue, how many seconds its oldest workflow has waited for its turn, by the machine's clock."""
    with _client(writes=False) as client:
        return {queue: _wait(client, queue) for queue in QUEUES}


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

    It's never a step of the workflow that calls this: the id alone makes it happen once. Raises `TypeError`
    for an argument that can't be stored as JSON, and `Unavailable` if the database doesn't respond.
    """
    stored = [to_json(argument) for argument in args]
    options = EnqueueOptions(
        queue_name=queue,
        workflow_id=workflow_id,
        workflow_name=REGISTERED_WORKFLOWS[workflow_name].__name__,
        app_version=WORKFLOW_VERSION,
    )
    if partition is not None:
        options["queue_partition_key"] = partition
    if delay is not None:
        options["delay_seconds"] = delay
    with _client() as client:
        client.enqueue(options, *stored)


def release_delayed() -> None:
    """Start what waits for a time, such as a reply. After a setback of the clock, it would wait that much longer."""
    with _client() as client:
        for workflow in client.list_workflows(status="DELAYED", load_input=False, load_output=False):
            client.set_workflow_delay(workflow.workflow_id, delay_seconds=0)


CLICK_PACE = ClickPace()
EXECUTIONS = Executions()
REGISTERED_WORKFLOWS: dict[str, Callable[..., None]] = {}
"""The workflows that DBOS knows in this process, by name. `start` fills it."""


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
    }
    DBOS(config=config)
    register()
    upgrade_from_1.convert_workflows(database, JsonSerializer(), WORKFLOW_VERSION)
    WORK_TABLES.append(WorkTable(database))
    DBOS.launch()
    _register_queues()


def _register_queues() -> None:
    """Register the queues, without a limiter of DBOS: it counts by a clock that can be set back."""
    DBOS.register_queue(CLICK_QUEUE, polling_interval_sec=QUEUE_POLL_SECONDS)
    DBOS.register_queue(HINT_QUEUE, polling_interval_sec=QUEUE_POLL_SECONDS, worker_concurrency=MAX_RUNNING_HINTS)
    for queue in (QUESTION_QUEUE, REQUEST_QUEUE, CHANNEL_QUEUE, TIMETABLE_QUEUE):
        DBOS.register_queue(queue, polling_interval_sec=QUEUE_POLL_SECONDS, partition_concurrency=1)


FailureReport = Callable[[Sequence[Any], Exception, str], None]
"""Tells a person that a workflow failed: its arguments, the error, and the reference that the log has too."""


def register_workflow(name: str, function: Callable[..., None], report_failure: FailureReport | None = None) -> None:
    """Make `function` a workflow called `name`. `report_failure` is called when it raised an error."""
    read = argument_reader(function)
    paced = hold_channel(function) if name in CHANNEL_WORKFLOWS else function

    def run(*args: Any) -> None:
        workflow_id = str(DBOS.workflow_id)
        fields = {"workflow": workflow_id, **_log_fields(name, args)}
        with EXECUTIONS.run(workflow_id), structlog.contextvars.bound_contextvars(**fields):
            try:
                if name not in BACKGROUND_WORKFLOWS:
                    CLICK_PACE.wait()
                paced(*read(args))
            except DeskError as failure:
                is_known = isinstance(failure, CredentialRejected)  # `bot.credentials` has logged it, once
                write = log.debug if is_known else log.warning
                write("workflow delayed", reason=failure.message, reference=_reference())
                if report_failure:
                    report_failure(read(args), failure, _reference())
            except error.DBOSUnexpectedStepError:
                # The write of a click changed what its replay reads. The sweep brings the rest up to date.
                log.info("click already applied before a crash")
            except Exception as failure:  # a bug: people get the reference, the log gets the traceback
                log.exception("workflow failed", reference=_reference())
                if report_failure:
                    report_failure(read(args), failure, _reference())
                raise

    run.__qualname__ = run.__name__ = name
    REGISTERED_WORKFLOWS[name] = DBOS.workflow(name=name)(run)


def register_jobs(*jobs: Callable[..., None], **bound: Any) -> None:
    """Register workflows under the names of their functions, each with these arguments bound."""
    for job in jobs:
        register_workflow(job.__name__, partial(job, **bound))


def _reference() -> str:
    """Return a short reference of this workflow; the log has it next to the workflow's id."""
    return hashlib.sha256(str(DBOS.workflow_id).encode()).hexdigest()[:8]


def _log_fields(name: str, args: tuple[Any, ...]) -> dict[str, str]:
    return {"request": args[0]} if name in REQUEST_WORKFLOWS else {}


def resume(executor: str) -> int:
    """Take over the workflows of a process that went silent. Return how many there are.

    Each goes back to its own queue, so that only one workflow at a time works on a request.
    """
    with _client() as client:
        pending = client.list_workflows(status="PENDING", executor_id=executor, load_input=False, load_output=False)
        for workflow in pending:
            client.resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name)
    return len(pending)


class WorkflowTakenOver(BaseException):
    """Ends an execution without an outcome, like a crash: no handler of errors may go on after it."""


def require_ownership() -> None:
    """End the running execution if its workflow was taken over: this process had been silent for too long.

    Does nothing outside a workflow. Raises `WorkflowTakenOver`, and `Unavailable` if the database doesn't respond.
    """
    workflow_id = DBOS.workflow_id
    if workflow_id is None:
        return
    with _client(writes=False) as client:
        (owned,) = client.list_workflows(workflow_ids=[workflow_id], load_input=False, load_output=False)
    is_ours = owned.status == "PENDING" and owned.executor_id == DBOS.executor_id
    if not (is_ours and EXECUTIONS.is_latest(workflow_id)):
        log.warning("another process goes on with this workflow")
        raise WorkflowTakenOver(workflow_id)


def prune(finished_before: datetime, names: Sequence[str] | None = None, batch_size: int = 1_000) -> None:
    """Delete workflows (of these names) that ended before then, by the machine's clock.

    After `MAX_PRUNE_BATCHES` batches, the next run goes on.
    """
    for _batch in range(MAX_PRUNE_BATCHES):
        with _client() as client:
            ended = client.list_workflows(
                completed_before=finished_before.isoformat(),
                status=FINAL_WORKFLOW_STATES,
                name=None if names is None else list(names),
                limit=batch_size,
                load_input=False,
                load_output=False,
            )
            client.delete_workflows([workflow.workflow_id for workflow in ended])
        if len(ended) < batch_size:
            return


def delete_finished(name: str, first_argument: str) -> None:
    """Delete the finished workflows of this name that were started with this first argument."""
    with _client() as client:
        ended = client.list_workflows(name=name, status=FINAL_WORKFLOW_STATES, load_output=False)
        ids = [one.workflow_id for one in ended if one.input and one.input["args"][:1] == (first_argument,)]
        client.delete_workflows(ids)
        empty_write_ahead_log(WORK_TABLES[-1].database)


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
    executor = DBOS.executor_id
    DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=WORKFLOW_STOP_SECONDS if EXECUTIONS else 0)
    is_released = not EXECUTIONS and _release(executor)
    REGISTERED_WORKFLOWS.clear()
    while WORK_TABLES:
        WORK_TABLES.pop().close()
    return is_released


def _release(executor: str) -> bool:
    try:
        resume(executor)
    except Unavailable:
        return False
    return True
