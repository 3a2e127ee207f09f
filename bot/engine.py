"""Durable execution: what was begun is finished, whatever crashes (DBOS).

A workflow of `workflows/` is an ordinary function that takes a desk of ports. Here each port is wrapped, so
that a call through it becomes a checkpointed step: after a crash the workflow runs again, finished steps give
back what they gave before, and the one that was cut short runs again (which is why every port method can be
called twice). Outside of DBOS (in `ask`, in tests) the same functions are plain calls.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any, TypeVar

import structlog
from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID
from sqlalchemy import Engine as Database

from workflows.access import AccessDesk
from workflows.asking import HelpDesk
from workflows.decide import Press, decide, want_card
from workflows.failures import Failure, Unavailable
from workflows.heed import heed, heed_all
from workflows.life import Event
from workflows.ports import Clock, Desk
from workflows.request import ConnectorRequest
from workflows.settle import settle
from workflows.watch import announce, expire, sweep, watch

log = structlog.get_logger(__name__)

VERSION = "1"
"""Pinned, so that a deploy goes on with what the one before began. Raise it when steps change order."""

CLICKS, REQUESTS, CHANNEL = "clicks", "requests", "channel"
AnyDesk = TypeVar("AnyDesk", Desk, HelpDesk, AccessDesk)
POLLING = 0.2
"""Seconds between two looks into a queue: how long a click waits, at most, before somebody works on it."""
PACE = 10
"""Clicks that begin to be worked on, a second; Slack sends at most eight. More at once would take the
processor away from the acks of a burst, which cannot wait. (Smaller periods would not do: before Python 3.12,
DBOS 3.4 counts whole seconds on SQLite.)"""
RETRY_LONGER_THAN = 600
"""Seconds. A workflow that ended in an error of ours has used up its id; later, the sweep's id differs."""

PATIENT = {
    "retries_allowed": True,
    "max_attempts": 8,
    "interval_seconds": 0.5,
    "backoff_rate": 2.0,
    "should_retry": lambda error: isinstance(error, Unavailable),
}
"""A click has no row that could be put off, so its steps are retried where they stand, for about a minute."""


class Checkpointed:
    """A port whose method calls are steps of the workflow that makes them."""

    def __init__(self, port: object, options: dict[str, Any]) -> None:
        self._port = port
        self._options = options

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._port, name)
        label = f"{type(self._port).__name__}.{name}"
        return partial(DBOS.run_step, {**self._options, "name": label}, method)


def checkpointed(desk: AnyDesk, options: dict[str, Any]) -> AnyDesk:
    """The desk with every port checkpointed, but for the agenda, which DBOS checkpoints itself."""
    ports = {field.name: getattr(desk, field.name) for field in fields(desk) if field.name != "agenda"}
    return replace(desk, **{name: Checkpointed(port, options) for name, port in ports.items()})


@dataclass(frozen=True)
class Agenda:
    """Fulfils `workflows.ports.Agenda`, and takes what people and the timetable want to happen.

    The id of each workflow says what it is: starting it twice runs it once, also across machines.
    """

    clock: Clock
    channel: str

    def settle(self, request: ConnectorRequest) -> None:
        """See `workflows.ports.Agenda.settle`. One at a time for each request."""
        name = f"settle:{request.id}:{request.version}:{self._period()}"
        put(REQUESTS, name, "settle", request.id, partition=request.id)

    def announce(self, announcement_id: str) -> None:
        """See `workflows.ports.Agenda.announce`. Slack takes one message a second for each channel."""
        name = f"announce:{announcement_id}:{int(self.clock.now().timestamp() // 30)}"
        put(CHANNEL, name, "announce", announcement_id, partition=self.channel)

    def decide(self, click: str, request_id: str, event: Event, press: Press, reason: str | None) -> None:
        """Somebody pressed a button; `click` identifies the press, however often it is delivered."""
        put(CLICKS, f"decide:{click}", "decide", request_id, str(event), press, reason)

    def want_card(self, click: str, request_id: str, press: Press) -> None:
        """The owner asks for a fresh Connect Card."""
        put(CLICKS, f"want-card:{click}", "want_card", request_id, press)

    def tick(self, what: str, at: int, *args: str) -> None:
        """The timetable says that it is `at` o'clock (seconds since the epoch): N processes do it once."""
        put(CLICKS, ":".join((what, *args, str(at))), what, *args)

    def watch(self, at: int, group_id: str) -> None:
        """Look at a group. One round at a time for each: two that overlap would tell the same news."""
        put(REQUESTS, f"watch:{group_id}:{at}", "watch", group_id, partition=f"group {group_id}")

    def _period(self) -> int:
        return int(self.clock.now().timestamp() // RETRY_LONGER_THAN)


ONE_WRITER = threading.Lock()
"""SQLite lets whoever finds it busy sleep and try again, for longer each time: forty clicks at once would be
acked after a second. Waiting for each other here, they are acked one right after the other."""


def put(queue: str, workflow_id: str, what: str, *args: Any, partition: str | None = None) -> None:
    """Let the workflow `what` happen, once for each id."""
    with ONE_WRITER, SetWorkflowID(workflow_id), SetEnqueueOptions(queue_partition_key=partition):
        DBOS.enqueue_workflow(queue, RUNNERS[what], *args)


RUNNERS: dict[str, Callable[..., None]] = {}
"""The workflows that DBOS knows in this process, by name; filled by `start`."""


def start(
    desk: Desk, database: Database, url: str, executor: str, also: Callable[[], None] = lambda: None
) -> None:
    """Register the workflows, start DBOS, and go on with what a crash interrupted.

    `also` registers more of them; after the start it is too late. `executor` names this process; the same
    name after a restart makes it resume its own work at once.
    """
    config = DBOSConfig(name="connector-desk", system_database_url=url, executor_id=executor)
    config |= {"application_version": VERSION, "log_level": "WARNING", "system_database_engine": database}
    DBOS(config=config)
    quick, patient = checkpointed(desk, {}), checkpointed(desk, dict(PATIENT))
    register("settle", partial(settle, desk=quick))
    register("announce", partial(announce, desk=quick))
    register("watch", partial(watch, desk=quick))
    register("sweep", partial(sweep, desk=quick))
    register("expire", partial(expire, desk=quick))
    register("heed", partial(heed, desk=quick))
    register("heed_all", partial(heed_all, desk=quick))
    register(
        "decide", lambda request, event, press, reason: decide(request, Event(event), press, reason, patient)
    )
    register("want_card", partial(want_card, desk=patient))
    also()
    DBOS.launch()
    DBOS.register_queue(CLICKS, polling_interval_sec=POLLING, limiter={"limit": PACE, "period": 1.0})
    DBOS.register_queue(REQUESTS, polling_interval_sec=POLLING, partition_concurrency=1)
    DBOS.register_queue(
        CHANNEL,
        polling_interval_sec=POLLING,
        partition_concurrency=1,
        partition_limiter={"limit": 1, "period": 1.0},
    )


def register(name: str, function: Callable[..., None]) -> None:
    """Make `function` a workflow called `name`."""

    def run(*args: Any) -> None:
        with structlog.contextvars.bound_contextvars(workflow=DBOS.workflow_id, **_about(name, args)):
            try:
                function(*args)
            except Failure as failure:
                log.warning("put off", reason=failure.words)
            except Exception:
                log.exception("a workflow failed", reference=DBOS.workflow_id)
                raise

    run.__qualname__ = run.__name__ = name
    RUNNERS[name] = DBOS.workflow(name=name)(run)


def _about(name: str, args: tuple[Any, ...]) -> dict[str, str]:
    return {"request": args[0]} if name in {"settle", "decide", "want_card"} else {}


def resume(executor: str) -> int:
    """Take over what a process that went silent had begun; how many workflows that were.

    Each goes back to its own queue, so that a request is still settled by one workflow at a time.
    """
    pending = DBOS.list_workflows(status="PENDING", executor_id=executor, load_input=False, load_output=False)
    for workflow in pending:
        DBOS.resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name)
    return len(pending)


def prune(finished_before: str) -> None:
    """Forget workflows that ended before this time (ISO 8601); their rows would grow for ever."""
    ended = DBOS.list_workflows(
        completed_before=finished_before,
        status=["SUCCESS", "ERROR"],
        limit=1_000,
        load_input=False,
        load_output=False,
    )
    DBOS.delete_workflows([workflow.workflow_id for workflow in ended])


def stop() -> None:
    """Stop taking work; what runs now is resumed at the next start."""
    DBOS.destroy(destroy_registry=True)
    RUNNERS.clear()
