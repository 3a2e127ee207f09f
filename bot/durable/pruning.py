"""Finished workflows are deleted after a while, or when what they were started with must be forgotten."""

from collections.abc import Sequence
from datetime import datetime

from bot.durable.work_table import WORK_TABLES, use_client
from bot.sqlite.write_ahead_log import empty_write_ahead_log

FINAL_WORKFLOW_STATES = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
"""The states in which a workflow stays."""
MAX_PRUNE_BATCHES = 20
"""Batches that one run deletes. At 1,000 each, that is half of what the timetable starts in a day."""


def prune(finished_before: datetime, names: Sequence[str] | None = None, batch_size: int = 1_000) -> None:
    """Delete workflows (of these names) that ended before then, by the machine's clock.

    After `MAX_PRUNE_BATCHES` batches, the next run goes on.
    """
    for _batch in range(MAX_PRUNE_BATCHES):
        with use_client() as client:
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
    with use_client() as client:
        ended = client.list_workflows(name=name, status=FINAL_WORKFLOW_STATES, load_output=False)
        ids = [one.workflow_id for one in ended if one.input and one.input["args"][:1] == (first_argument,)]
        client.delete_workflows(ids)
        empty_write_ahead_log(WORK_TABLES[-1].database)
