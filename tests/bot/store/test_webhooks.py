"""Webhook statuses and their deliveries."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from structlog.testing import capture_logs

from bot.store.database import transaction
from bot.store.incident_rows import insert_subjects, update_subjects
from bot.store.tables import ConnectionRow
from bot.store.webhooks import WebhookStore
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY, an_incident
from workflows.connections.webhook_status import WebhookRegistration
from workflows.incidents.model import Condition

DEV, PROD = "dev_group", "prod_group"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Watch:
    return Watch()


@pytest.fixture
def store(database: Engine, clock: Watch) -> WebhookStore:
    return WebhookStore(database, {DEV: "Fivetran_Dev", PROD: "Fivetran_Prod"}, clock)


@pytest.fixture
def log_lines() -> Iterator[list[Any]]:
    """Capture log entries."""
    with capture_logs() as lines:
        yield lines


def a_sync_ends(database: Engine, clock: Watch) -> None:
    """Store a production connection whose sync has just succeeded."""
    row = ConnectionRow(id="stripe_1", group_id=PROD, service="stripe", name="stripe", health="healthy", state_key="")
    row.succeeded_at = clock.time.timestamp()
    with transaction(database) as session:
        session.merge(row)


def test_each_group_has_a_status(store: WebhookStore) -> None:
    store.record_registration(PROD, WebhookRegistration("tough_hook"))

    assert [(one.group_id, one.hook_id) for one in store.refresh_statuses()] == [
        (DEV, ""),
        (PROD, "tough_hook"),
    ]


def test_the_same_event_is_recorded_once(store: WebhookStore) -> None:
    assert store.record_event(PROD, "a")
    assert not store.record_event(PROD, "a")
    assert store.record_event(PROD, "b")


def test_an_event_is_recorded_in_one_transaction(store: WebhookStore, database: Engine) -> None:
    commits: list[object] = []

    def note(connection: object) -> None:
        commits.append(connection)

    event.listen(database, "commit", note)
    store.record_event(PROD, "a")
    event.remove(database, "commit", note)

    assert len(commits) == 1
    assert store.working_by_group() == {PROD: True}


def test_old_events_are_pruned(store: WebhookStore, clock: Watch) -> None:
    store.record_event(PROD, "old")
    clock.time += timedelta(days=2, seconds=1)
    store.record_event(PROD, "new")

    store.prune()

    assert store.record_event(PROD, "old")
    assert not store.record_event(PROD, "new")


def test_a_failure_is_logged_when_it_begins_and_when_it_ends(store: WebhookStore, log_lines: list[Any]) -> None:
    for _ in range(3):
        store.record_failure(PROD, "Fivetran does not reach us.")
    for _ in range(3):
        store.record_registration(PROD, WebhookRegistration("tough_hook"))

    assert [line["event"] for line in log_lines] == [
        "a webhook doesn't work; polling continues",
        "a webhook works again",
    ]


def test_a_silent_webhook_is_reported_until_an_event_arrives(
    store: WebhookStore, database: Engine, clock: Watch, log_lines: list[Any]
) -> None:
    store.record_registration(PROD, WebhookRegistration("tough_hook"))
    for _ in range(70):
        clock.time += MINUTE
        a_sync_ends(database, clock)
        store.refresh_statuses()

    since = MONDAY + 3 * MINUTE
    assert store.problems_by_group() == {PROD: f"No events since {since:%Y-%m-%d %H:%M} UTC, although syncs finished."}
    assert store.working_by_group() == {PROD: False}

    store.record_event(PROD, "a word")

    assert store.problems_by_group() == {}
    assert store.working_by_group() == {PROD: True}
    assert len(log_lines) == 2


def test_a_burst_of_events_ends_the_silence_once(
    store: WebhookStore, database: Engine, clock: Watch, log_lines: list[Any]
) -> None:
    store.record_registration(PROD, WebhookRegistration("tough_hook"))
    clock.time += 3 * MINUTE
    a_sync_ends(database, clock)
    for _ in range(61):
        store.refresh_statuses()
        clock.time += MINUTE

    with ThreadPoolExecutor(10) as many:
        heard = list(many.map(lambda number: store.record_event(PROD, str(number % 50)), range(100)))

    assert heard.count(True) == 50
    assert [line["event"] for line in log_lines] == [
        "a webhook doesn't work; polling continues",
        "a webhook works again",
    ]


def test_a_webhook_that_fivetran_disabled_is_logged(store: WebhookStore, log_lines: list[Any]) -> None:
    store.record_registration(PROD, WebhookRegistration("tough_hook", was_disabled=True))

    assert [line["event"] for line in log_lines] == ["Fivetran had disabled a webhook; it is enabled again"]


def test_a_connection_with_an_open_incident_is_unhealthy(store: WebhookStore, database: Engine, clock: Watch) -> None:
    a_sync_ends(database, clock)
    late = an_incident("stripe", connection_id="stripe_1", condition=Condition.DELAYED)
    with transaction(database) as session:
        insert_subjects(session, [late])

    assert not store.is_healthy("stripe_1")
    with transaction(database) as session:
        update_subjects(session, [late.evolve(version=late.version + 1, ended_at=MONDAY)])
    assert store.is_healthy("stripe_1")


def test_a_connection_is_healthy_when_it_works_and_has_synced(
    store: WebhookStore, database: Engine, clock: Watch
) -> None:
    assert not store.is_healthy("stripe_1")

    a_sync_ends(database, clock)

    assert store.is_healthy("stripe_1")
    assert store.group_of("stripe_1") == PROD
    assert store.group_of("unknown") is None
