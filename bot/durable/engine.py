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

from workflows.access_requests import AccessPorts
from workflows.answers.ports import AnswerPorts
from workflows.connections.webhooks import WebhookPorts
from workflows.digests.delivery import DigestPorts
from workflows.errors import DeskError, Unavailable
from workflows.notifications.ports import NotificationPorts
from workflows.requests.contact_owner import ask_owner
from workflows.requests.custom_build import link_connection
from workflows.requests.decisions import decide, request_connect_card
from workflows.requests.jira_decisions import apply_ticket_decision, apply_ticket_decisions
from workflows.requests.ports import RequestPorts
from workflows.requests.reconcile import reconcile
from workflows.requests.scheduled import expire_undecided, poll_group, reconcile_lagging, refresh_catalog
from workflows.requests.state_machine import Event
from workflows.subscriptions.ports import SubscriptionPorts

log = structlog.get_logger(__name__)

WORKFLOW_VERSION = "1"
"""Pinned, so that a deploy goes on with what the one before began. Raise it when steps change order."""

CLICK_QUEUE, REQUEST_QUEUE, CHANNEL_QUEUE = "clicks", "requests", "channel"
AnyPorts = TypeVar(
    "AnyPorts",
    RequestPorts,
    AnswerPorts,
    AccessPorts,
    NotificationPorts,
    WebhookPorts,
    DigestPorts,
    SubscriptionPorts,
)
QUEUE_POLL_SECONDS = 0.2
"""Seconds between two looks into a queue: how long a click waits, at most, before somebody works on it."""
MAX_CLICKS_PER_SECOND = 10
"""Clicks that begin to be worked on, a second; Slack sends at most eight. More at once would take the
processor away from the acks of a burst, which cannot wait. (Smaller periods would not do: before Python 3.12,
DBOS 3.4 counts whole seconds on SQLite.) Questions are not paced: nobody asks forty at once."""


FINAL_WORKFLOW_STATES = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
"""The states in which a workflow stays."""
MAX_PRUNE_BATCHES = 20
"""So many batches are pruned at a time: at 1,000 each, half of what the timetable starts in a day."""
BACKGROUND_WORKFLOWS = (
    *(
        "sweep",
        "sweep_incidents",
        "open_lagging_access_tickets",
        "attend",
        "heed_all",
        "publish_due_digests",
        "expire",
        "refresh",
    ),
    *("watch", "keep_hooks", "settle", "tell"),
)
"""What the timetable and sweeps start, about 35,000 times a day; nobody asks what became of each."""

CLICK_STEP_RETRIES = {
    "retries_allowed": True,
    "max_attempts": 8,
    "interval_seconds": 0.5,
    "backoff_rate": 2.0,
    "should_retry": lambda error: isinstance(error, Unavailable),
}
"""A click has no row that could be put off, so its steps are retried where they stand, for about a minute."""


class CheckpointedPort:
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


def checkpoint_ports(ports: AnyPorts, options: dict[str, Any]) -> AnyPorts:
    """The desk with every port checkpointed, but for the agenda, which DBOS checkpoints itself."""
    wrapped = {
        port.name: CheckpointedPort(getattr(ports, port.name), options)
        for port in fields(ports)
        if port.name != "queue"
    }
    return replace(ports, **wrapped)


ENQUEUE_LOCK = threading.Lock()
"""SQLite lets whoever finds it busy sleep and try again, for longer each time: forty clicks at once would be
acked after a second. Waiting for each other here, they are acked one right after the other."""


def has_workflow(prefix: str, status: str) -> bool:
    """Whether a workflow whose id begins so is in this state."""
    found = DBOS.list_workflows(
        workflow_id_prefix=prefix, status=status, limit=1, load_input=False, load_output=False
    )
    return bool(found)


def enqueue(
    queue: str,
    workflow_id: str,
    workflow_name: str,
    *args: Any,
    partition: str | None = None,
    delay: float | None = None,
) -> None:
    """Let the workflow `what` happen, once for each id; not before `delay` seconds."""
    options = SetEnqueueOptions(queue_partition_key=partition, delay_seconds=delay)
    with ENQUEUE_LOCK, SetWorkflowID(workflow_id), options:
        DBOS.enqueue_workflow(queue, REGISTERED_WORKFLOWS[workflow_name], *args)


REGISTERED_WORKFLOWS: dict[str, Callable[..., None]] = {}
"""The workflows that DBOS knows in this process, by name; filled by `start`."""


def start(
    ports: RequestPorts,
    database: Database,
    url: str,
    executor: str,
    register_more: Callable[[], None] = lambda: None,
) -> None:
    """Register the workflows, start DBOS, and go on with what a crash interrupted.

    `also` registers more of them; after the start it is too late. `executor` names this process; the same
    name after a restart makes it resume its own work at once.
    """
    config = DBOSConfig(name="connector-desk", system_database_url=url, executor_id=executor)
    config |= {
        "application_version": WORKFLOW_VERSION,
        "log_level": "WARNING",
        "system_database_engine": database,
    }
    DBOS(config=config)
    quick, patient = checkpoint_ports(ports, {}), checkpoint_ports(ports, dict(CLICK_STEP_RETRIES))
    register_workflow("settle", partial(reconcile, ports=quick))
    register_workflow("watch", partial(poll_group, ports=quick))
    register_workflow("sweep", partial(reconcile_lagging, ports=quick))
    register_workflow("expire", partial(expire_undecided, ports=quick))
    register_workflow("heed", partial(apply_ticket_decision, ports=quick))
    register_workflow("heed_all", partial(apply_ticket_decisions, ports=quick))
    register_workflow(
        "decide", lambda request, event, press, reason: decide(request, Event(event), press, reason, patient)
    )
    register_workflow("want_card", partial(request_connect_card, ports=patient))
    register_more()
    register_workflow("ask_owner", partial(ask_owner, ports=patient))
    register_workflow("link", partial(link_connection, ports=patient))
    register_workflow("refresh", partial(refresh_catalog, ports=quick))
    DBOS.launch()
    DBOS.register_queue(
        CLICK_QUEUE,
        polling_interval_sec=QUEUE_POLL_SECONDS,
        limiter={"limit": MAX_CLICKS_PER_SECOND, "period": 1.0},
    )
    DBOS.register_queue(REQUEST_QUEUE, polling_interval_sec=QUEUE_POLL_SECONDS, partition_concurrency=1)
    DBOS.register_queue(
        CHANNEL_QUEUE,
        polling_interval_sec=QUEUE_POLL_SECONDS,
        partition_concurrency=1,
        partition_limiter={"limit": 1, "period": 1.0},
    )


def register_workflow(name: str, function: Callable[..., None]) -> None:
    """Make `function` a workflow called `name`."""

    def run(*args: Any) -> None:
        with structlog.contextvars.bound_contextvars(workflow=DBOS.workflow_id, **_about(name, args)):
            try:
                function(*args)
            except DeskError as failure:
                log.warning("put off", reason=failure.message)
            except Exception:  # ours: the log gets the reference, and DBOS what was raised
                log.exception("a workflow failed", reference=DBOS.workflow_id)
                raise

    run.__qualname__ = run.__name__ = name
    REGISTERED_WORKFLOWS[name] = DBOS.workflow(name=name)(run)


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


def prune(finished_before: datetime, names: Sequence[str] | None = None, batch_size: int = 1_000) -> None:
    """Forget workflows (of these names) that ended before then by the machine's clock, `at_once` at a time.

    Their rows would grow for ever. After `BATCHES` the rest is left to the next time.
    """
    for _batch in range(MAX_PRUNE_BATCHES):
        ended = DBOS.list_workflows(
            completed_before=finished_before.isoformat(),
            status=FINAL_WORKFLOW_STATES,
            name=None if names is None else list(names),
            limit=batch_size,
            load_input=False,
            load_output=False,
        )
        DBOS.delete_workflows([workflow.workflow_id for workflow in ended])
        if len(ended) < batch_size:
            return


def stop() -> None:
    """Stop taking work; what runs now is resumed at the next start."""
    DBOS.destroy(destroy_registry=True)
    REGISTERED_WORKFLOWS.clear()
