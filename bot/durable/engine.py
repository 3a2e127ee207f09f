"""Durable execution: what was begun is finished, whatever crashes (DBOS).

A workflow of `workflows/` is an ordinary function that takes a desk of ports. Here each port is wrapped, so
that a call through it becomes a checkpointed step: after a crash the workflow runs again, finished steps give
back what they gave before, and the one that was cut short runs again (which is why every port method can be
called twice). Outside of DBOS (in `ask`, in tests) the same functions are plain calls.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import structlog
from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID, error
from sqlalchemy import Engine as Database

from workflows.access_requests import AccessDesk
from workflows.answers.ports import HelpDesk
from workflows.connections.webhooks import HookDesk
from workflows.digests.delivery import DigestDesk
from workflows.errors import Failure, Unavailable
from workflows.notifications.ports import IncidentDesk
from workflows.requests.contact_owner import ask_owner
from workflows.requests.custom_build import link
from workflows.requests.decisions import decide, want_card
from workflows.requests.jira_decisions import heed, heed_all
from workflows.requests.ports import Desk
from workflows.requests.reconcile import settle
from workflows.requests.scheduled import expire, refresh, sweep, watch
from workflows.requests.state_machine import Event
from workflows.subscriptions.ports import SubscriberDesk

log = structlog.get_logger(__name__)

VERSION = "1"
"""Pinned, so that a deploy goes on with what the one before began. Raise it when steps change order."""

CLICKS, REQUESTS, CHANNEL = "clicks", "requests", "channel"
AnyDesk = TypeVar("AnyDesk", Desk, HelpDesk, AccessDesk, IncidentDesk, HookDesk, DigestDesk, SubscriberDesk)
POLLING = 0.2
"""Seconds between two looks into a queue: how long a click waits, at most, before somebody works on it."""
PACE = 10
"""Clicks that begin to be worked on, a second; Slack sends at most eight. More at once would take the
processor away from the acks of a burst, which cannot wait. (Smaller periods would not do: before Python 3.12,
DBOS 3.4 counts whole seconds on SQLite.) Questions are not paced: nobody asks forty at once."""


ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
"""The states in which a workflow stays."""
BATCHES = 20
"""So many batches are pruned at a time: at 1,000 each, half of what the timetable starts in a day."""
CHORES = (
    *("sweep", "sweep_incidents", "sweep_access", "attend", "heed_all", "publish_due", "expire", "refresh"),
    *("watch", "keep_hooks", "settle", "tell"),
)
"""What the timetable and sweeps start, about 35,000 times a day; nobody asks what became of each."""

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
        return partial(_step, {**self._options, "name": label}, method)


def _step(options: Any, method: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Run a step; what was tried in vain fails as it failed the last time, so that workflows know it."""
    try:
        return DBOS.run_step(options, method, *args, **named)
    except error.DBOSMaxStepRetriesExceeded as given_up:
        raise given_up.errors[-1] from None


def checkpointed(desk: AnyDesk, options: dict[str, Any]) -> AnyDesk:
    """The desk with every port checkpointed, but for the agenda, which DBOS checkpoints itself."""
    ports = {port.name: getattr(desk, port.name) for port in fields(desk) if port.name != "agenda"}
    return replace(desk, **{name: Checkpointed(port, options) for name, port in ports.items()})


ONE_WRITER = threading.Lock()
"""SQLite lets whoever finds it busy sleep and try again, for longer each time: forty clicks at once would be
acked after a second. Waiting for each other here, they are acked one right after the other."""


def is_any(prefix: str, status: str) -> bool:
    """Whether a workflow whose id begins so is in this state."""
    found = DBOS.list_workflows(
        workflow_id_prefix=prefix, status=status, limit=1, load_input=False, load_output=False
    )
    return bool(found)


def put(
    queue: str,
    workflow_id: str,
    what: str,
    *args: Any,
    partition: str | None = None,
    delay: float | None = None,
) -> None:
    """Let the workflow `what` happen, once for each id; not before `delay` seconds."""
    options = SetEnqueueOptions(queue_partition_key=partition, delay_seconds=delay)
    with ONE_WRITER, SetWorkflowID(workflow_id), options:
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
    register("ask_owner", partial(ask_owner, desk=patient))
    register("link", partial(link, desk=patient))
    register("refresh", partial(refresh, desk=quick))
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
            except Exception:  # ours: the log gets the reference, and DBOS what was raised
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


def prune(finished_before: datetime, names: Sequence[str] | None = None, at_once: int = 1_000) -> None:
    """Forget workflows (of these names) that ended before then by the machine's clock, `at_once` at a time.

    Their rows would grow for ever. After `BATCHES` the rest is left to the next time.
    """
    for _batch in range(BATCHES):
        ended = DBOS.list_workflows(
            completed_before=finished_before.isoformat(),
            status=ENDED,
            name=None if names is None else list(names),
            limit=at_once,
            load_input=False,
            load_output=False,
        )
        DBOS.delete_workflows([workflow.workflow_id for workflow in ended])
        if len(ended) < at_once:
            return


def stop() -> None:
    """Stop taking work; what runs now is resumed at the next start."""
    DBOS.destroy(destroy_registry=True)
    RUNNERS.clear()
