"""Runs in the database: each is stored once, and one answer wins."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.store.step_runs import StepRunStore
from tests.support.sample_data import MONDAY
from workflows.custom_steps.model import RunStatus, StepRun
from workflows.errors import Refused
from workflows.requests.mirrors import Message, StepGoal

RUN = StepRun("Fx1", MONDAY, "U0ADA", StepGoal.DATA, {"service": "Salesforce", "access": None})
SOON = MONDAY + timedelta(minutes=1)


@pytest.fixture
def store(database: Engine) -> StepRunStore:
    return StepRunStore(database)


def test_a_redelivered_run_stays_as_it_is(store: StepRunStore) -> None:
    store.save(RUN)
    store.move(RUN, RunStatus.ASKING, question=Message("D1", "1.0"), missing=("sensitivity",), retry_at=SOON)
    store.save(RUN)

    found = store.get("Fx1")
    assert found == replace(
        RUN, status=RunStatus.ASKING, question=Message("D1", "1.0"), missing=("sensitivity",), retry_at=SOON
    )


def test_of_two_ends_one_wins(store: StepRunStore) -> None:
    store.save(RUN)
    asking = store.move(RUN, RunStatus.ASKING)
    assert asking

    assert store.claim("Fx1", "U0ADA", SOON)
    assert store.move(asking, RunStatus.FAILED, error="Too late.") is None
    assert store.get("Fx1").status is RunStatus.REQUESTED


def test_only_the_requester_completes_a_run_that_asks(store: StepRunStore) -> None:
    store.save(RUN)
    assert store.claim("Fx1", "U0ADA", SOON) is None
    store.move(RUN, RunStatus.ASKING)

    assert store.claim("Fx1", "U0ROSA", SOON) is None
    assert store.claim("Fx2", "U0ADA", SOON) is None
    claimed = store.claim("Fx1", "U0ADA", SOON)
    assert claimed is not None
    assert store.claim("Fx1", "U0ADA", SOON) == claimed


def test_due_runs_are_found_and_old_ones_deleted(store: StepRunStore) -> None:
    store.save(RUN)
    assert store.out_of_sync(MONDAY) == ["Fx1"]

    store.update(RUN, retry_at=SOON)
    assert store.out_of_sync(MONDAY) == []
    store.prune(SOON)
    assert store.out_of_sync(SOON) == ["Fx1"]

    store.update(RUN, is_in_sync=True)
    store.prune(SOON)
    with pytest.raises(Refused):
        store.get("Fx1")
