"""What a flood of webhooks costs, counted."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from bot.bootstrap.endpoints import jira_webhook
from bot.durable.queue import DbosWorkQueue
from bot.http.app import SignedWebhook
from bot.http.fivetran_webhook import FivetranWebhookReceiver
from bot.http.recent_events import FLOOD_EVENTS, RecentEvents
from bot.store.database import connect, migrate
from bot.store.requests import RequestStore
from bot.store.webhooks import WebhookStore
from tests.bot.store.test_requests import Watch
from tests.support.work_queue_desk import ids

HINTS, EVENTS = 1_500, 5_000
GROUPS = {"prod": "production", "dev": "development"}


@pytest.fixture
def database(tmp_path: Path) -> sa.Engine:
    database = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate(database)
    return database


def statements(database: sa.Engine) -> list[str]:
    """Return the list to which each statement is added from now on."""
    sent: list[str] = []
    sa.event.listen(database, "before_cursor_execute", lambda _c, _cur, statement, *_: sent.append(statement))
    return sent


@pytest.mark.usefixtures("desk")
def test_hints_about_foreign_issues_read_once_and_write_nothing(database: sa.Engine) -> None:
    hook = jira_hook(database)
    sent = statements(database)

    for number in range(HINTS):
        hook.receive(json.dumps({"issue": {"id": str(number)}}).encode())

    assert ids("") == []
    assert len(sent) == HINTS
    assert all(statement.startswith("SELECT") for statement in sent)


def jira_hook(database: sa.Engine) -> SignedWebhook:
    watch = Watch()
    parts: Any = SimpleNamespace(
        stores=SimpleNamespace(requests=RequestStore(database, watch)),
        work_queue=DbosWorkQueue(watch, "C1"),
        settings=SimpleNamespace(jira_webhook_secret=SecretStr("secret")),
    )
    return jira_webhook(parts)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("status", ["SUCCESSFUL", "FAILURE"])
def test_a_flood_of_webhooks_is_one_poll_and_few_rows(database: sa.Engine, status: str) -> None:
    watch = Watch()
    poll = DbosWorkQueue(watch, "C1").poll_soon
    store = WebhookStore(database, GROUPS, watch)
    receiver = FivetranWebhookReceiver(store, GROUPS, poll, RecentEvents(lambda: 0.0))
    sent = statements(database)

    for number in range(EVENTS):
        receiver.receive(event(number, status))

    with database.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM webhook_event")) == FLOOD_EVENTS
    assert len(ids("hint:prod:")) == 1
    assert len(sent) <= 10 * FLOOD_EVENTS


def event(number: int, status: str) -> bytes:
    told = {
        "event": "sync_end",
        "connector_id": "duel_salutation",
        "sync_id": f"sync {number}",
        "destination_group_id": "prod",
        "data": {"status": status},
    }
    return json.dumps(told).encode()
