"""The tables and the rows agree, and the database of an earlier release comes up to date."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, column, insert, table, text
from sqlmodel import SQLModel

from bot.store.database import connect, migrate
from bot.store.migrations import terms_0006
from bot.store.requests import RequestStore, request_columns
from bot.store.tables import RequestRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import a_request_with_ticket


def test_migrations_make_exactly_the_tables_that_the_rows_describe(database: Engine) -> None:
    with database.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_the_database_of_an_earlier_release_keeps_its_rows(tmp_path: Path) -> None:
    earlier = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate(earlier, revision="0003")
    with earlier.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO connection (id, group_id, service, name, health, seen) VALUES "
                "('stripe_1', 'prod', 'stripe', 'stripe', 'fine', '')"
            )
        )

    migrate(earlier)

    with earlier.begin() as connection:
        row = connection.execute(text("SELECT name, setup_state, paused FROM connection")).one()
    assert tuple(row) == ("stripe", "connected", False)
    earlier.dispose()


def test_a_request_of_an_earlier_release_is_found_by_its_ticket(tmp_path: Path) -> None:
    earlier = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate(earlier, revision="0012")
    rows = RequestRow.__table__  # type: ignore[attr-defined]  # SQLModel sets it
    columns = request_columns(a_request_with_ticket()) | {"submission": "V1"}
    del columns["ticket_key"]
    with earlier.begin() as connection:
        connection.execute(insert(table(rows.name, *(column(name, rows.c[name].type) for name in columns))), columns)

    migrate(earlier)

    assert RequestStore(earlier, Watch()).find("DSRE-7").id == "7f3c9a"
    earlier.dispose()


@pytest.mark.parametrize(
    ("sentence", "slug"),
    [("the connection was paused", "paused"), ("the connection was deleted", "deleted"), ("", None)],
)
def test_the_reason_why_an_incident_ended_becomes_a_slug(sentence: str, slug: str | None) -> None:
    incident, member = {"ending": sentence}, {"label": "Reconnect", "ending": sentence}

    assert terms_0006.INCIDENT.rewrite(incident) == {"end_reason": slug}
    assert terms_0006.STORM.rewrite({"members": [member]}) == {
        "members": [{"next_step": "Reconnect", "end_reason": slug}]
    }
