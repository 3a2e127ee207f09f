"""The tables and the rows agree, and the database of an earlier release comes up to date."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Connection, Engine, column, insert, inspect, select, table, text
from sqlmodel import SQLModel

from bot.cli.catalog import change_line
from bot.store import migrations
from bot.store.catalog import CatalogStore
from bot.store.database import connect, migrate
from bot.store.incident_rows import subject_columns
from bot.store.incidents import IncidentStore
from bot.store.migrations import facts_0022, slugs_0014, terms_0006
from bot.store.preferences import PREFERENCES_ADAPTER, PREFERENCES_KEY, PreferencesStore
from bot.store.questions import QuestionStore
from bot.store.requests import RequestStore, request_columns
from bot.store.run_histories import parse_run_history
from bot.store.tables import (
    CatalogDownloadRow,
    ConnectionRow,
    IncidentRow,
    QuestionRow,
    RecipientRow,
    RequestRow,
    StormRow,
)
from tests.bot.store.test_requests import Watch
from tests.support.fake_subscription_ports import a_storm
from tests.support.sample_data import ANSWERS, MONDAY, a_request_with_ticket, an_incident
from tests.support.statement_log import log_statements
from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions import explain
from workflows.incidents.conditions.rule import Condition, Facts
from workflows.incidents.model import ActivityEntry, Incident
from workflows.incidents.next_step import NextStep
from workflows.incidents.storms import Storm
from workflows.monitoring.sync_runs import PauseReason
from workflows.requests.answers import Sensitivity
from workflows.requests.history import AnswerChange, Edit
from workflows.requests.state_machine import Status
from workflows.requests.timeline import uncounted_text
from workflows.subscriptions.model import Subscription, SubscriptionKind
from workflows.subscriptions.preferences import Preferences, Unreachable


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


REASONS = [
    ("failing", "The last run failed.", {"failures": 1}),
    ("failing", "The last 7 runs failed.", {"failures": 7}),
    ("failing", "The source timed out.", {"message": "The source timed out."}),
    ("flapping", "3 of the last 11 runs failed, with successful runs in between.", {"failed": 3, "runs": 11}),
    ("broken_auth", "Fivetran reports it as broken and gives no reason.", {}),
    ("schema_change", "The source has new tables or columns that need a decision.", {}),
    ("paused_by_fivetran", "Its trial ended.", {"message": "", "why": "trial_ended"}),
    ("paused_by_fivetran", "It was failing before it was paused.", {"message": "", "why": "failures"}),
    ("paused_by_fivetran", "Reconnect.", {"message": "Reconnect."}),
    (
        "delayed",
        "Last successful sync: 2026-11-21 09:30 UTC. Syncs usually run every 6 hours.",
        {"succeeded_at": "2026-11-21T09:30:00+00:00", "is_overdue": True, "interval_seconds": 21_600},
    ),
    (
        "delayed",
        "Last successful sync: 2026-11-21 09:30 UTC. Syncs usually run every hour.",
        {"succeeded_at": "2026-11-21T09:30:00+00:00", "is_overdue": True, "interval_seconds": 3_600},
    ),
    (
        "delayed",
        "Last successful sync: never. Fivetran reports that it's behind schedule.",
        {"succeeded_at": None, "is_overdue": False, "interval_seconds": None},
    ),
    (
        "delayed",
        "Last successful sync: 2026-11-21 09:30 UTC.",
        {"succeeded_at": "2026-11-21T09:30:00+00:00", "is_overdue": True, "interval_seconds": None},
    ),
    (
        "stuck",
        "The source asked Fivetran to wait until 2026-11-21 09:30 UTC. "
        "Fivetran won't retry a manual connection on its own.",
        {"until": "2026-11-21T09:30:00+00:00"},
    ),
    (
        "stuck",
        "The source asked Fivetran to wait. Fivetran won't retry a manual connection on its own.",
        {"until": None},
    ),
    (
        "setup_incomplete",
        "It was created on August 1, 2026, and has never been connected.",
        {"created_at": "2026-08-01T00:00:00+00:00"},
    ),
    ("warning", "Please upgrade.", {"message": "Please upgrade."}),
    ("first_sync", "The historical sync is complete.", {"is_partial": False}),
    ("first_sync", "Recent data is there; older history is still loading.", {"is_partial": True}),
]


@pytest.mark.parametrize(("condition", "reason", "facts"), REASONS)
def test_the_reason_of_an_earlier_release_reads_the_same(condition: str, reason: str, facts: Facts) -> None:
    assert facts_0022.find_facts(condition, reason) == facts
    assert explain(Condition(condition), facts) == reason.replace("6 hours", "6 h"), "durations are shorter now"


def test_reasons_moves_pauses_and_changes_of_an_earlier_release_become_slugs(tmp_path: Path) -> None:
    earlier = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate(earlier, revision="0021")
    status = {"id": "1", "name": "Open"}
    texts = [
        "Rosa moved the ticket, but the request is already syncing history.",
        "Bo moved the ticket, but the request is still pending: Apps can't decide. An approver has to move the ticket.",
        "Moved.",
    ]
    lines = [
        "+ asana added (general availability)",
        "- stripe removed",
        "~ zoom: unknown status → sunset",
        "~ jira renamed to Jira: Cloud",
    ]
    with earlier.begin() as connection:
        request = request_columns(a_request_with_ticket()) | {"submission": "V1"}
        moves = [{"change_id": number, "text": text, "came_from": status} for number, text in enumerate(texts)]
        request["body"]["uncounted_moves"] = moves
        insert_earlier(connection, RequestRow, request)
        incident = subject_columns(an_incident()) | {"due_at": 0.0}
        del incident["body"]["facts"]
        incident["body"]["reason"] = "Reconnect Zoom."
        insert_earlier(connection, IncidentRow, incident)
        for number, pause in enumerate(["", "Its trial ended.", "Reconnect."]):
            values = {"id": f"c{number}", "group_id": "prod", "service": "zoom", "name": "zoom", "health": "healthy"}
            past: dict[str, Any] = {"runs": [], "syncing_since": None, "initial_warnings": [], "pause_reason": pause}
            more = {"state_key": "", "setup_state": "connected", "paused": True, "run_history": past}
            insert_earlier(connection, ConnectionRow, values | more)
        download = {"id": 1, "downloaded_at": MONDAY.timestamp(), "service_count": 3, "changes": lines}
        insert_earlier(connection, CatalogDownloadRow, download)

    migrate(earlier)

    moved = RequestStore(earlier, Watch()).get("7f3c9a").uncounted_moves
    assert [uncounted_text(move) for move in moved] == [
        *texts[:2],
        "A person moved the ticket, but the request is still pending: Moved.",
    ]
    assert moved[0].decided is Status.SYNCING_HISTORY
    migrated = IncidentStore(earlier, Watch()).get("zoom-1")
    assert isinstance(migrated, Incident)
    assert (migrated.reason, migrated.facts) == ("Reconnect Zoom.", {"message": "Reconnect Zoom."})
    with earlier.begin() as connection:
        stored = connection.execute(select(column("run_history", JSON)).select_from(table("connection"))).scalars()
        histories = [parse_run_history(one) for one in stored]
    pauses = [(history.pause_reason, history.pause_message) for history in histories]
    assert pauses == [(None, ""), (PauseReason.TRIAL_ENDED, ""), (PauseReason.TASK, "Reconnect.")]
    latest = CatalogStore(earlier, Watch()).latest_download()
    assert latest
    assert [change_line(change) for change in latest.changes] == lines
    earlier.dispose()
