"""The tables and the rows agree, and the database of an earlier release comes up to date."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, column, insert, inspect, table, text
from sqlmodel import SQLModel

from bot.store import migrations
from bot.store.database import connect, migrate
from bot.store.incident_rows import subject_columns
from bot.store.incidents import IncidentStore
from bot.store.migrations import slugs_0014, terms_0006
from bot.store.preferences import PREFERENCES_ADAPTER, PREFERENCES_KEY, PreferencesStore
from bot.store.questions import QuestionStore
from bot.store.requests import RequestStore, request_columns
from bot.store.tables import IncidentRow, QuestionRow, RecipientRow, RequestRow, StormRow
from tests.bot.store.test_requests import Watch
from tests.support.fake_subscription_ports import a_storm
from tests.support.sample_data import ANSWERS, MONDAY, a_request_with_ticket, an_incident
from tests.support.statement_log import log_statements
from workflows.incidents.actions import IncidentAction
from workflows.incidents.model import ActivityEntry, Incident
from workflows.incidents.next_step import NextStep
from workflows.incidents.storms import Storm
from workflows.requests.answers import Sensitivity
from workflows.requests.history import AnswerChange, Edit
from workflows.subscriptions.model import Subscription, SubscriptionKind
from workflows.subscriptions.preferences import Preferences, Unreachable


def test_migrations_make_exactly_the_tables_that_the_rows_describe(database: Engine) -> None:
    with database.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_the_newest_file_is_the_head_of_alembic() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))

    assert ScriptDirectory.from_config(config).get_current_head() == migrations.newest_revision()


def test_a_database_that_is_up_to_date_is_only_looked_at(database: Engine) -> None:
    with log_statements(database) as log:
        migrate(database)

    reads = [statement for statement, _parameters in log.reads]
    assert "alembic_version" in reads[-1]
    assert len(reads) <= 2


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
    columns = request_columns(a_request_with_ticket()) | {"submission": "V1"}
    with earlier.begin() as connection:
        insert_earlier(connection, RequestRow, columns)

    migrate(earlier)

    assert RequestStore(earlier, Watch()).find("DSRE-7").id == "7f3c9a"
    earlier.dispose()


def test_confidential_requests_of_an_earlier_release_are_known(tmp_path: Path) -> None:
    earlier = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate(earlier, revision="0019")
    personal = replace(ANSWERS, sensitivity=Sensitivity.PERSONAL)
    with earlier.begin() as connection:
        for name, answers in (("open", ANSWERS), ("personal", personal)):
            columns = request_columns(a_request_with_ticket(id=name, answers=answers)) | {"submission": name}
            insert_earlier(connection, RequestRow, columns)

    migrate(earlier)

    with earlier.begin() as connection:
        rows = connection.execute(text("SELECT id, is_confidential, delete_after FROM request ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [("open", 0, "2027-02-21"), ("personal", 1, "2027-02-21")]
    earlier.dispose()


def test_subscribers_of_an_earlier_release_are_found(tmp_path: Path) -> None:
    earlier = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate(earlier, revision="0016")
    chosen = Preferences(
        "C0DATA", (Subscription(SubscriptionKind.SERVICE, "stripe"),), unreachable=Unreachable(MONDAY, "x")
    )
    body = {PREFERENCES_KEY: PREFERENCES_ADAPTER.dump_python(chosen, mode="json")}
    with earlier.begin() as connection:
        insert_earlier(connection, RecipientRow, {"id": "C0DATA", "body": body})
        insert_earlier(connection, RecipientRow, {"id": "C0HELP", "body": {}})

    migrate(earlier)

    store = PreferencesStore(earlier)
    assert store.relevant(["service:stripe"], ()) == {"C0DATA": chosen}
    assert store.unnotified_unreachable() == [chosen]
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


def insert_earlier(connection: Connection, row: type[SQLModel], values: dict[str, Any]) -> None:
    """Insert a row with the columns that it had then."""
    columns = row.__table__.c  # type: ignore[attr-defined]  # SQLModel sets it
    there = {one["name"] for one in inspect(connection).get_columns(str(row.__tablename__))}
    known = {name: value for name, value in values.items() if name in there}
    earlier = table(str(row.__tablename__), *(column(name, columns[name].type) for name in known))
    connection.execute(insert(earlier), known)


def test_edits_activity_and_next_steps_of_an_earlier_release_become_slugs(tmp_path: Path) -> None:
    earlier = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate(earlier, revision="0013")
    with earlier.begin() as connection:
        request = request_columns(a_request_with_ticket(edits=(Edit(MONDAY, ()),))) | {"submission": "V1"}
        request["body"]["edits"][0]["changes"] = [
            "Purpose: the key is: hunter2 → gone",
            "Who needs access changed",
            "Sensitivity: personal data → internal",
            "Reports: – → orders, refunds",
        ]
        insert_earlier(connection, RequestRow, request)
        incident = subject_columns(an_incident()) | {"due_at": 0.0}
        incident["body"]["activity"] = [
            {"user_id": "U0BO", "name": "Bo Lindqvist", "action": action, "at": MONDAY.isoformat()}
            for action in ("is on it", "ran the setup tests, which failed: No login; No database", "did magic")
        ]
        insert_earlier(connection, IncidentRow, incident)
        storm = subject_columns(a_storm()) | {"due_at": 0.0}
        storm["body"]["most_common_step"] = "Reconnect"
        storm["body"]["members"] = [
            {"name": "zoom", "service": "zoom", "since": MONDAY.isoformat(), "next_step": step, "condition": "failing"}
            for step in ("Reconnect", "Fix it")
        ]
        insert_earlier(connection, StormRow, storm)

    migrate(earlier)

    (edit,) = RequestStore(earlier, Watch()).get("7f3c9a").edits
    assert edit.changes == (
        AnswerChange("purpose"),
        AnswerChange("access"),
        AnswerChange("sensitivity", ("personal_data",), ("internal",)),
        AnswerChange("reports", (), ("orders", "refunds")),
    )
    migrated = IncidentStore(earlier, Watch()).get("zoom-1")
    assert isinstance(migrated, Incident)
    assert migrated.activity == (
        ActivityEntry("U0BO", "Bo Lindqvist", IncidentAction.ACKNOWLEDGE, MONDAY),
        ActivityEntry("U0BO", "Bo Lindqvist", IncidentAction.RUN_TESTS, MONDAY, ("No login", "No database")),
    )
    calmed = IncidentStore(earlier, Watch()).get("storm-5741bc")
    assert isinstance(calmed, Storm)
    assert calmed.most_common_step is NextStep.RECONNECT
    assert [member.next_step for member in calmed.members] == [NextStep.RECONNECT, NextStep.CHECK_ERROR]
    earlier.dispose()


def test_a_question_of_an_earlier_release_keeps_its_viewer(tmp_path: Path) -> None:
    earlier = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate(earlier, revision="0017")
    body = {"id": "q7", "asker": "U0ADA", "team_id": "T0DESK", "channel": "C0", "surface": "thread", "text": "how?"}
    values = {"id": "q7", "asked_at": 0.0, "kind": "unsure", "body": body | {"asked_at": MONDAY.isoformat()}}
    with earlier.begin() as connection:
        insert_earlier(connection, QuestionRow, values)

    migrate(earlier)

    assert QuestionStore(earlier).get("q7").viewer_id == "U0ADA"
    earlier.dispose()


@pytest.mark.parametrize(
    ("label", "condition", "step"),
    [*((label, "failing", step) for label, step in slugs_0014.STEPS.items()), ("Old words", "stuck", "sync")],
)
def test_every_next_step_of_an_earlier_release_is_a_step_of_today(label: str, condition: str, step: str) -> None:
    storm = slugs_0014.rewrite_storm({"members": [{"next_step": label, "condition": condition}]})

    assert storm["members"][0]["next_step"] == NextStep(step)
