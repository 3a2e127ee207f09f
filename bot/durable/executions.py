"""The executions of workflows in this process. A workflow that another process took over has two at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CURRENT: ContextVar[object] = ContextVar("execution")


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
