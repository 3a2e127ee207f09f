"""Finished workflows don't stay for ever."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.durable.pruning import prune
from tests.support.work_queue_desk import BO, ids, run

pytestmark = pytest.mark.usefixtures("desk")


def test_finished_workflows_are_deleted_in_batches() -> None:
    for number in range(5):
        run(f"tick:{number}")

    prune(datetime.now(UTC) + timedelta(minutes=1), batch_size=2)

    assert ids("tick:") == []


def test_jobs_are_deleted_before_clicks() -> None:
    run("tick:1")
    run("actor:1", "actor", BO)

    prune(datetime.now(UTC) + timedelta(minutes=1), ["nothing"])

    assert ids("") == ["actor:1"]
