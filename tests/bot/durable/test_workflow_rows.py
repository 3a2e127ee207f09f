"""Workflows that arrive together are inserted together, as DBOS inserts each one."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from dbos import EnqueueOptions

from bot.durable.work_table import WORK_TABLES
from bot.durable.workflow_rows import insert_workflows
from tests.support.migrated_databases import MigratedDatabases
from tests.support.work_queue_desk import Desk

NOWHERE = "nowhere"
"""A queue that no process works on."""
OWN_TO_EACH = {"workflow_uuid", "creator_xid", "created_at", "updated_at", "delay_until_epoch_ms"}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, databases: MigratedDatabases, tmp_path: Path) -> Iterator[Desk]:
    with ExitStack() as stack:
        is_postgres = request.param == "postgres"
        file = tmp_path / "engine.sqlite3"
        desk = Desk(stack.enter_context(databases.postgres()) if is_postgres else databases.work_queue(file))
        desk.start()
        stack.callback(desk.stop)
        yield desk


def an_order(name: str, **options: Any) -> tuple[EnqueueOptions, list[Any]]:
    known = EnqueueOptions(queue_name=NOWHERE, workflow_id=name, workflow_name="nothing", app_version="2")
    return known | options, [name, {"as": "JSON"}]  # type: ignore[return-value]


def rows(table: str) -> dict[str, dict[str, Any]]:
    """Return the rows of this test's queue, by the id of the workflow, without what differs between any two."""
    with WORK_TABLES[-1].client() as client, WORK_TABLES[-1].database.connect() as connection:
        client._sys_db._apply_caller_schema(connection)
        found = connection.execute(sa.select(getattr(client._sys_db.tables, table))).mappings()
        return {row["workflow_uuid"]: {name: row[name] for name in row if name not in OWN_TO_EACH} for row in found}


@pytest.mark.parametrize(
    "options",
    [{}, {"delay_seconds": 60.0}, {"queue_partition_key": "request 1"}],
    ids=["at once", "later", "in a partition"],
)
def test_a_row_is_what_dbos_itself_inserts(desk: Desk, options: dict[str, Any]) -> None:
    table = WORK_TABLES[-1]
    theirs, ours = an_order("theirs", **options), an_order("ours", **options)

    with table.client() as client, table.database.begin() as connection:
        client.enqueue_in_transaction(connection, theirs[0], *theirs[1])
        insert_workflows(client, connection, [ours])

    statuses, inputs = rows("workflow_status"), rows("workflow_input")
    assert statuses["ours"] == statuses["theirs"]
    assert inputs["ours"]["inputs"] == inputs["theirs"]["inputs"].replace("theirs", "ours")


def test_a_group_takes_two_statements_and_leaves_what_is_known_as_it_is(desk: Desk) -> None:
    table = WORK_TABLES[-1]
    with table.client() as client, table.database.begin() as connection:
        insert_workflows(client, connection, [an_order("known")])
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        statements.append(statement)

    again = an_order("known")[0], ["other arguments"]
    with table.client() as client, table.database.begin() as connection:
        sa.event.listen(connection, "before_cursor_execute", note)
        insert_workflows(client, connection, [again, *(an_order(f"new {number}") for number in range(40))])

    written = [statement.split("(")[0].strip().rpartition(".")[2] for statement in statements]
    assert written == ["workflow_status", "workflow_input"]
    assert len(rows("workflow_status")) == 41
    assert "other arguments" not in rows("workflow_input")["known"]["inputs"]


def test_after_a_warm_up_one_workflow_and_a_burst_compile_nothing(desk: Desk) -> None:
    table = WORK_TABLES[-1]
    table.database.clear_compiled_cache()

    table.warm_up()
    compiled = len(table.database._compiled_cache or ())
    for names in (["one"], ["two", "three", "four"]):
        table._insert([an_order(name) for name in names])

    assert compiled == len(table.database._compiled_cache or ()) > 0
    assert rows("workflow_status").keys() == {"one", "two", "three", "four"}
