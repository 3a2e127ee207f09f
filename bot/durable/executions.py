"""The executions of workflows in this process. A workflow that another process took over has two at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CURRENT: ContextVar[object] = ContextVar("execution")


class Executions:
    """The executions that run now."""

    def __init__(self) -> None:
        self._running: dict[object, str] = {}

    def __len__(self) -> int:
        return len(self._running)

    @contextmanager
    def run(self, workflow_id: str) -> Iterator[None]:
        """Run an execution inside."""
        execution = object()
        self._running[execution] = workflow_id
        previous = _CURRENT.set(execution)
        try:
            yield
        finally:
            _CURRENT.reset(previous)
            del self._running[execution]

    def is_latest(self, workflow_id: str) -> bool:
        """Whether no later execution of the workflow runs beside the one that calls this."""
        of_workflow = [execution for execution, running in list(self._running.items()) if running == workflow_id]
        return not of_workflow or of_workflow[-1] is _CURRENT.get(None)
