"""One statement says which tables have rows that are out of sync and due."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from bot.store.lagging import SYNCED_TABLES, lagging_tables
from bot.store.tables import (
    AccessQuestionRow,
    AccessRequestRow,
    IncidentRow,
    RequestRow,
    StepRunRow,
    StormRow,
    UnownedListRow,
)
from tests.bot.store.test_requests import Watch

WATCH = Watch()
NOW = WATCH.now().timestamp()
ROWS: dict[str, SQLModel] = {
    "request": RequestRow(
        id="r1",
        submission="s1",
        status="approved",
        version=1,
        submitted_at=0.0,
        requester="U0ADA",
        service="stripe",
        dataset="stripe",
        body={},
    ),
    "access_request": AccessRequestRow(id="a1", body={}),
    "access_question": AccessQuestionRow(
        id="q1", requester="U0GIL", subject_key="polite_otter", asked_at=0.0, status="waiting", body={}
    ),
    "step_run": StepRunRow(id="Fx1", received_at=0.0, body={}),
    "incident": IncidentRow(
        id="i1", version=1, connection_id="c1", group_id="dev", condition="broken_auth", opened_at=0.0, body={}
    ),
    "unowned_list": UnownedListRow(id="u1", created_at=0.0, is_in_sync=False, due_at=0.0, version=1, body={}),
    "storm": StormRow(id="s1", version=1, group_id="dev", opened_at=0.0, body={}),
}


def save(database: Engine, row: SQLModel, **values: object) -> None:
    with Session(database) as session:
        session.merge(row.model_copy(update=values))
        session.commit()


def test_every_table_that_is_kept_in_sync_is_asked() -> None:
    synced = {name for name, table in SQLModel.metadata.tables.items() if "is_in_sync" in table.columns}

    assert {table.__tablename__ for table in SYNCED_TABLES} == synced == set(ROWS)


@pytest.mark.parametrize("table", ROWS)
@pytest.mark.parametrize(
    ("values", "lags"),
    [
        ({"is_in_sync": False, "due_at": NOW - 1}, True),
        ({"is_in_sync": False, "due_at": NOW + 1}, False),
        ({"is_in_sync": True, "due_at": 0.0}, False),
    ],
    ids=["due", "due later", "in sync"],
)
def test_a_table_lags_with_a_row_that_is_out_of_sync_and_due(
    database: Engine, table: str, values: dict[str, object], lags: bool
) -> None:
    save(database, ROWS[table], **values)

    assert lagging_tables(database, WATCH) == (frozenset({table}) if lags else frozenset())
