"""The executions of workflows in this process. A workflow that another process took over has two at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

import structlog
from dbos import DBOS

from bot.durable.work_table import use_client
from workflows.errors import Unavailable

log = structlog.get_logger(__name__)

_CURRENT: ContextVar[object] = ContextVar("execution")
_LEASE: ContextVar[Callable[[], bool] | None] = ContextVar("lease", default=None)
"""Whether this process still holds the job that runs, outside a workflow."""


class Executions:
    """The executions that run now."""

    def __init__(self) -> None:
        self._running: dict[object, str] = {}
        self._latest: dict[str, object] = {}
        """The execution of each workflow that began last. It may have ended before an earlier one."""

    def __len__(self) -> int:
        return len(self._running)

    @contextmanager
    def run(self, workflow_id: str) -> Iterator[None]:
        """Run an execution inside."""
        execution = object()
        self._running[execution], self._latest[workflow_id] = workflow_id, execution
        previous = _CURRENT.set(execution)
        try:
            yield
        finally:
            _CURRENT.reset(previous)
            del self._running[execution]
            if workflow_id not in list(self._running.values()):
                self._latest.pop(workflow_id, None)

    def is_latest(self, workflow_id: str) -> bool:
        """Whether the execution that calls this is the one of its workflow that began last."""
        return self._latest.get(workflow_id) is _CURRENT.get(None)


EXECUTIONS = Executions()


class WorkflowTakenOver(BaseException):
    """Ends an execution without an outcome, like a crash: no handler of errors may go on after it."""


@contextmanager
def hold_lease(is_held: Callable[[], bool]) -> Iterator[None]:
    """Run a job inside, whose writes depend on `is_held`."""
    previous = _LEASE.set(is_held)
    try:
        yield
    finally:
        _LEASE.reset(previous)


def current_click() -> str | None:
    """Return the id of the workflow that runs in this thread. A press has the same one when it runs again."""
    return DBOS.workflow_id


def require_ownership() -> None:
    """End the running execution if its workflow or job was taken over: this process had been silent for too long.

    Does nothing outside both. Raises `WorkflowTakenOver`, and `Unavailable` if the database doesn't respond.
    """
    workflow_id, is_held = DBOS.workflow_id, _LEASE.get()
    if workflow_id is None:
        if is_held and not is_held():
            raise WorkflowTakenOver
        return
    with use_client(writes=False) as client:
        (owned,) = client.list_workflows(workflow_ids=[workflow_id], load_input=False, load_output=False)
    is_ours = owned.status == "PENDING" and owned.executor_id == DBOS.executor_id
    if not (is_ours and EXECUTIONS.is_latest(workflow_id)):
        log.warning("another process continues this workflow")
        raise WorkflowTakenOver(workflow_id)


def require_ownership_to_reply() -> None:
    """End the running execution like `require_ownership`, but not while the database doesn't respond.

    A reply that comes twice is better than none.
    """
    with suppress(Unavailable):
        require_ownership()
