"""A function becomes a workflow: paced, logged with its references, and a person is notified of its failure.

A job works on a row, so it runs without checkpoints: after a crash it runs again from the start, and every
method of a port can be called twice. A click has no such row, so its writes are checkpoints
(`bot.durable.click_ports`).
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import structlog
from dbos import DBOS, error

from bot.durable.executions import EXECUTIONS
from bot.durable.pace import ClickPace, hold_channel
from bot.durable.serialization import argument_reader
from bot.durable.workflow_names import (
    BACKGROUND_WORKFLOWS,
    CHANNEL_WORKFLOWS,
    REGISTERED_WORKFLOWS,
    REQUEST_WORKFLOWS,
    RETIRED_TICKS,
)
from workflows.errors import CredentialRejected, DeskError

log = structlog.get_logger(__name__)

CLICK_PACE = ClickPace()
FailureReport = Callable[[Sequence[Any], Exception, str], None]
"""Notifies a person that a workflow failed: its arguments, the error, and the reference that the log has too."""


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
                is_known = isinstance(failure, CredentialRejected)  # `bot.foreign.credentials` has logged it, once
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
    DBOS.workflow(name=name)(run)
    REGISTERED_WORKFLOWS.add(name)


def register_jobs(*jobs: Callable[..., None], **bound: Any) -> None:
    """Register workflows under the names of their functions, each with these arguments bound."""
    for job in jobs:
        register_workflow(job.__name__, partial(job, **bound))


def register_retired_ticks() -> None:
    """Register ticks that were workflows before, so that what an older process enqueued ends."""
    for name in RETIRED_TICKS:
        register_workflow(name, lambda: None)


def _reference() -> str:
    """Return a short reference of this workflow; the log has it next to the workflow's id."""
    return hashlib.sha256(str(DBOS.workflow_id).encode()).hexdigest()[:8]


def _log_fields(name: str, args: tuple[Any, ...]) -> dict[str, str]:
    return {"request": args[0]} if name in REQUEST_WORKFLOWS else {}
