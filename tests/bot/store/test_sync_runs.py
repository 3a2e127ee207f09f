"""Sync runs are stored once, summarized for digests, and pruned."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select

from bot.store.connection_states import CONNECTION_ADAPTER, connection_columns
from bot.store.database import transaction
from bot.store.incident_queries import IncidentQueries
from bot.store.incident_rows import INCIDENT_ADAPTER
from bot.store.sync_runs import SyncRunStore
from bot.store.tables import ConnectionRow, IncidentRow, SyncRunRow
from tests.support.sample_account import connection
from tests.support.sample_data import MONDAY
from tests.workflows.digests.test_content import incident
from workflows.digests.schedule import local_days, parse_recurrence
from workflows.monitoring.sync_history import SyncDay
from workflows.monitoring.sync_runs import SyncRun

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAYS = local_days(parse_recurrence("weekly mon 09:00 UTC"), MONDAY, 2)


def test_backfilling_completes_known_runs_without_duplicates(database: Engine) -> None:
    runs = SyncRunStore(database)
    runs.backfill("zoom_otter", [SyncRun(MONDAY, True), SyncRun(MONDAY - HOUR, False, 30.0)])

    runs.backfill("zoom_otter", [SyncRun(MONDAY, True, 240.0), SyncRun(MONDAY - HOUR, False)])
    runs.backfill("zoom_otter", [])

    assert list(runs.for_connection("zoom_otter", MONDAY - DAY)) == [
        SyncRun(MONDAY - HOUR, False, 30.0),
        SyncRun(MONDAY, True, 240.0),
    ]
    assert list(runs.for_connection("jira_otter", MONDAY - DAY)) == []


def test_runs_are_summarized_in_the_database(database: Engine) -> None:
    runs = SyncRunStore(database)
    runs.backfill("zoom_otter", [SyncRun(MONDAY - hours * HOUR, hours != 10, 60.0) for hours in (1, 10, 20, 400)])
    runs.backfill("jira_otter", [SyncRun(MONDAY - HOUR, True, 600.0), SyncRun(MONDAY - 2 * HOUR, True)])

    record = runs.summarize(MONDAY - DAY, MONDAY, DAYS)

    assert (record.succeeded, record.failed) == (4, 1)
    assert record.days == (SyncDay((MONDAY - DAY).date(), 1, 1), SyncDay(MONDAY.date(), 3, 0))
    assert record.slowest == [("jira_otter", timedelta(minutes=10)), ("zoom_otter", timedelta(minutes=1))]


def test_cadences_are_learned_for_manual_connections(database: Engine) -> None:
    runs = SyncRunStore(database)
    with transaction(database) as session:
        for one in (connection("zoom", "zoom", schedule_type="manual"), connection("ads", "google_ads")):
            body = CONNECTION_ADAPTER.dump_python(one, mode="json")
            session.add(ConnectionRow(**connection_columns(one), body=body))
    for name in ("zoom_otter", "ads_otter"):
        runs.backfill(name, [SyncRun(MONDAY - hours * HOUR, True) for hours in (1, 7, 13, 19)])

    assert runs.summarize(MONDAY - DAY, MONDAY, DAYS).cadences == {"zoom_otter": 6 * HOUR}
    assert SyncRunStore(database, min_runs_for_cadence=5).summarize(MONDAY - DAY, MONDAY, DAYS).cadences == {}


def test_old_runs_are_pruned(database: Engine) -> None:
    runs = SyncRunStore(database)
    runs.backfill("zoom_otter", [SyncRun(MONDAY, True), SyncRun(MONDAY - 30 * DAY, True)])

    runs.prune(MONDAY - 28 * DAY)

    with transaction(database) as session:
        assert [row.ended_at for row in session.exec(select(SyncRunRow))] == [MONDAY.timestamp()]


def test_incidents_are_found_by_the_time_they_were_open(database: Engine) -> None:
    incidents = {
        "open": incident("zoom_otter", id="open"),
        "over": incident("zoom_otter", id="over", ended_at=MONDAY - DAY),
        "long over": incident("zoom_otter", id="long over", ended_at=MONDAY - 20 * DAY),
    }
    with transaction(database) as session:
        for ident, one in incidents.items():
            ended = one.ended_at.timestamp() if one.ended_at else None
            facts: dict[str, Any] = {
                "id": ident,
                "version": 1,
                "connection_id": one.connection_id,
                "group_id": "prod",
            }
            times: dict[str, Any] = {"opened_at": one.opened_at.timestamp(), "ended_at": ended}
            body = INCIDENT_ADAPTER.dump_python(one, mode="json")
            session.add(IncidentRow(condition=one.condition, body=body, **facts, **times))

    store = IncidentQueries(database)

    assert list(store.open_for(["zoom_otter"])) == [incidents["open"]]
    assert list(store.open_for(["jira_otter"])) == []
    assert {one.id for one in store.open_since(MONDAY - 7 * DAY)} == {"open", "over"}
