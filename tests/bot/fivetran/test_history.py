"""Fivetran's own history of syncs, where the account has it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.fivetran.client import FivetranClient
from bot.fivetran.history import FivetranSyncHistory, parse_run
from bot.fivetran.protocol import list_call
from bot.foreign.fields import Fields
from tests.sandbox.support.fivetran_server import Sandbox
from workflows.monitoring.sync_runs import SyncRun

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
FOUR_MINUTES = {"start": "2026-11-23T08:56:00Z", "end": "2026-11-23T09:00:00Z", "stages": {}}


@pytest.fixture
def ids(client: FivetranClient) -> dict[str, str]:
    """Name → id of every connection in production."""
    call = list_call("/v1/groups/prod_sandbox_group/connections")
    return {one["schema"]: one["id"] for one in client.items(call)}


def now(sandbox: Sandbox) -> datetime:
    return datetime.fromtimestamp(sandbox.env.clock.now(), UTC)


def test_two_weeks_are_read_in_windows_of_one(sandbox: Sandbox, client: FivetranClient, ids: dict[str, str]) -> None:
    sandbox.env.clock.advance(10 * 86_400)

    runs = FivetranSyncHistory(client).for_connection(ids["google_ads"], now(sandbox))

    assert runs
    assert len(runs) >= 40
    assert all(run.succeeded and run.seconds for run in runs)
    assert min(run.ended_at for run in runs) < now(sandbox) - timedelta(days=9)


def test_nothing_is_known_where_the_account_has_no_history(sandbox: Sandbox, client: FivetranClient) -> None:
    assert FivetranSyncHistory(client).for_connection("no_such", now(sandbox)) is None


@pytest.mark.parametrize(
    ("status", "run"),
    [
        ("COMPLETED", SyncRun(NINE, True, 240.0)),
        ("SUCCESS_WITH_TASK", SyncRun(NINE, True, 240.0)),
        ("FAILURE", SyncRun(NINE, False, 240.0)),
        ("FAILURE_WITH_TASK", SyncRun(NINE, False, 240.0)),
        ("RESCHEDULED", None),
        ("CANCELED", None),
        ("PAUSED", None),
        ("SOMETHING_NEW", None),
    ],
)
def test_the_set_of_statuses_is_open(status: str, run: SyncRun | None) -> None:
    assert parse_run(Fields({"sync_id": "1", "status": status, **FOUR_MINUTES})) == run


def test_what_goes_on_has_not_ended_and_a_beginning_may_be_unknown() -> None:
    assert parse_run(Fields({"status": "COMPLETED", **FOUR_MINUTES, "end": None})) is None
    assert parse_run(Fields({"status": "COMPLETED", **FOUR_MINUTES, "start": None})) == SyncRun(NINE, True)
