"""Rows of an earlier release get the columns that digests and figures search."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bot.store.connection_states import CONNECTION_ADAPTER, connection_columns
from bot.store.database import connect, migrate
from bot.store.requests import request_columns
from bot.store.tables import ConnectionRow, RequestRow
from tests.bot.store.test_migrations import insert_earlier
from tests.support.migrated_databases import new_database
from tests.support.sample_data import MONDAY, a_connected_request, a_connection
from workflows.requests.history import Decision
from workflows.requests.state_machine import Status

FIRST_SYNC = MONDAY - timedelta(days=1, microseconds=250_000)
DECIDED = FIRST_SYNC - timedelta(hours=2)
REQUESTS: dict[str, dict[str, object]] = {
    "synced": {"first_synced_at": FIRST_SYNC, "decision": Decision("U0BO", DECIDED)},
    "waits": {"status": Status.SUBMITTED, "decision": None},
    "withdrawn": {"status": Status.WITHDRAWN, "decision": Decision("U0ADA", DECIDED)},
}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the release before."""
    if request.param == "sqlite":
        engine = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
        migrate(engine, revision="0022")
        yield engine
        engine.dispose()
        return
    with new_database() as url:
        engine = connect(url)
        migrate(engine, revision="0022")
        yield engine
        engine.dispose()


def test_rows_of_an_earlier_release_are_found_by_digests(earlier: Engine) -> None:
    scheduled = a_connection(id="scheduled", sync_frequency=360, update_state="delayed")
    manual = a_connection(id="manual", schedule_type="manual", sync_frequency=None)
    bodies = {one: CONNECTION_ADAPTER.dump_python(one, mode="json") for one in (scheduled, manual)}
    old_body: dict[str, object] = {"id": "older", "name": "older"}
    with earlier.begin() as connection:
        for one, body in bodies.items():
            insert_earlier(connection, ConnectionRow, connection_columns(one) | {"body": body})
        for facts in ({"id": "older", "body": old_body}, {"id": "bare", "body": None}):
            insert_earlier(connection, ConnectionRow, connection_columns(scheduled) | facts)
        for name, known in REQUESTS.items():
            columns = request_columns(a_connected_request(id=name, **known)) | {"submission": name}
            insert_earlier(connection, RequestRow, columns)

    migrate(earlier)

    with earlier.connect() as connection:
        names = "id, is_manual, is_delayed, sync_frequency"
        connections = connection.execute(text(f"SELECT {names} FROM connection ORDER BY id")).all()
        requests = connection.execute(text("SELECT id, first_synced_at, decided_at FROM request ORDER BY id")).all()
    assert [tuple(row) for row in connections] == [
        ("bare", None, False, None),
        ("manual", True, False, None),
        ("older", False, False, None),
        ("scheduled", False, True, 360),
    ]
    (synced, at, decided_at), waits, withdrawn = requests
    assert synced == "synced"
    assert FIRST_SYNC.timestamp() - 1 < at <= FIRST_SYNC.timestamp()
    assert DECIDED.timestamp() - 1 < decided_at <= DECIDED.timestamp()
    assert tuple(waits) == ("waits", None, None)
    assert tuple(withdrawn) == ("withdrawn", None, None)
