"""The runs of the custom step."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, delete
from sqlmodel import col, select

from bot.store.database import execute, fetch_all, find_row, transaction, upsert
from bot.store.tables import StepRunRow
from workflows.custom_steps.model import RunStatus, StepRun
from workflows.errors import Refused

STEP_RUN_ADAPTER = TypeAdapter(StepRun)


class StepRunStore:
    """Implements `workflows.custom_steps.ports.StepRuns`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, run: StepRun) -> None:
        statement = upsert(self._engine, StepRunRow).values(**_columns(run))
        execute(self._engine, statement.on_conflict_do_nothing())

    def get(self, run_id: str) -> StepRun:
        row = find_row(self._engine, StepRunRow, run_id)
        if row is None:
            raise Refused("This workflow isn't waiting anymore.")
        return _run(row)

    def move(self, run: StepRun, status: RunStatus, **changes: Any) -> StepRun | None:
        return self._change(run, status=status, **changes)

    def update(self, run: StepRun, **changes: Any) -> None:
        self._change(run, **changes)

    def claim(self, run_id: str, requester: str, until: datetime) -> StepRun | None:
        """Note that the requester sends the form of a run. Return None if the run has ended, or isn't theirs.

        If the form isn't saved after all, the run asks again, `until` then.
        """
        with transaction(self._engine) as session:
            row = session.get(StepRunRow, run_id, with_for_update=True)
            run = _run(row) if row else None
            if row is None or run is None or run.requester != requester:
                return None
            if run.status not in (RunStatus.ASKING, RunStatus.REQUESTED):
                return None
            claimed = replace(run, status=RunStatus.REQUESTED, is_in_sync=False, retry_at=until)
            row.sqlmodel_update(_columns(claimed))
        return claimed

    def out_of_sync(self, now: datetime) -> Sequence[str]:
        is_due = col(StepRunRow.is_in_sync).is_(False), col(StepRunRow.due_at) <= now.timestamp()
        return fetch_all(self._engine, select(StepRunRow.id).where(*is_due))

    def prune(self, before: datetime) -> None:
        """Delete the runs that are over and started before then. Slack delivers none of them again."""
        is_over = col(StepRunRow.is_in_sync), col(StepRunRow.received_at) < before.timestamp()
        execute(self._engine, delete(StepRunRow).where(*is_over))

    def _change(self, run: StepRun, **changes: Any) -> StepRun | None:
        """Change a run if its status is still that of `run`. Return it as it is then."""
        with transaction(self._engine) as session:
            row = session.get(StepRunRow, run.id, with_for_update=True)
            current = _run(row) if row else None
            if row is None or current is None or current.status is not run.status:
                return None
            changed = replace(current, **changes)
            row.sqlmodel_update(_columns(changed))
        return changed


def _run(row: StepRunRow) -> StepRun:
    return STEP_RUN_ADAPTER.validate_python(row.body)


def _columns(run: StepRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "is_in_sync": run.is_in_sync,
        "due_at": run.retry_at.timestamp() if run.retry_at else 0.0,
        "received_at": run.received_at.timestamp(),
        "body": STEP_RUN_ADAPTER.dump_python(run, mode="json"),
    }
