"""What we remember of web hooks, and what they bring."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.store.database import transaction
from bot.store.incident_rows import insert_subjects, update_subjects
from bot.store.tables import ConnectionRow
from bot.store.webhooks import WebhookStore
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY, an_incident
from workflows.connections.webhooks import WebhookRegistration
from workflows.incidents.model import Condition

DEV, PROD = "dev_group", "prod_group"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def store(database: Engine, watch: Watch) -> WebhookStore:
    return WebhookStore(database, {DEV: "Fivetran_Dev", PROD: "Fivetran_Prod"}, watch)


@pytest.fixture
def told() -> Iterator[list[Any]]:
    """The log."""
    with capture_logs() as lines:
        yield lines


def a_sync_ends(database: Engine, watch: Watch) -> None:
    """Polling sees that a sync of a production connection has just ended."""
    row = ConnectionRow(
        id="stripe_1", group_id=PROD, service="stripe", name="stripe", health="fine", state_key=""
    )
    row.succeeded_at = watch.time.timestamp()
    with transaction(database) as session:
        session.merge(row)


def test_each_group_has_its_standing(store: WebhookStore) -> None:
    store.record_registration(PROD, WebhookRegistration("tough_hook"))

    assert [(one.group_id, one.hook_id) for one in store.refresh_statuses()] == [
        (DEV, ""),
        (PROD, "tough_hook"),
    ]


def test_the_same_news_is_heard_once(store: WebhookStore) -> None:
    assert store.record_event(PROD, "a")
    assert not store.record_event(PROD, "a")
    assert store.record_event(PROD, "b")


def test_old_news_is_forgotten(store: WebhookStore, watch: Watch) -> None:
    store.record_event(PROD, "old")
    watch.time += timedelta(days=2, seconds=1)
    store.record_event(PROD, "new")

    store.prune()

    assert store.record_event(PROD, "old")
    assert not store.record_event(PROD, "new")


def test_trouble_is_told_once_when_it_begins_and_once_when_it_ends(
    store: WebhookStore, told: list[Any]
) -> None:
    for _ in range(3):
        store.record_failure(PROD, "Fivetran does not reach us.")
    for _ in range(3):
        store.record_registration(PROD, WebhookRegistration("tough_hook"))

    assert [line["event"] for line in told] == [
        "a web hook does not work; polling goes on",
        "a web hook works again",
    ]


def test_silence_is_noticed_told_once_and_ended_by_a_word(
    store: WebhookStore, database: Engine, watch: Watch, told: list[Any]
) -> None:
    store.record_registration(PROD, WebhookRegistration("tough_hook"))
    for _ in range(70):
        watch.time += MINUTE
        a_sync_ends(database, watch)
        store.refresh_statuses()

    since = MONDAY + 3 * MINUTE
    assert store.problems_by_group() == {
        PROD: f"Nothing came through it since {since:%Y-%m-%d %H:%M} UTC, though syncs ended."
    }
    assert store.working_by_group() == {PROD: False}

    store.record_event(PROD, "a word")

    assert store.problems_by_group() == {}
    assert store.working_by_group() == {PROD: True}
    assert len(told) == 2


def test_a_burst_is_heard_and_ends_the_silence_once(
    store: WebhookStore, database: Engine, watch: Watch, told: list[Any]
) -> None:
    store.record_registration(PROD, WebhookRegistration("tough_hook"))
    watch.time += 3 * MINUTE
    a_sync_ends(database, watch)
    for _ in range(61):
        store.refresh_statuses()
        watch.time += MINUTE

    with ThreadPoolExecutor(10) as many:
        heard = list(many.map(lambda number: store.record_event(PROD, str(number % 50)), range(100)))

    assert heard.count(True) == 50
    assert [line["event"] for line in told] == [
        "a web hook does not work; polling goes on",
        "a web hook works again",
    ]


def test_one_that_fivetran_switched_off_is_told_of(store: WebhookStore, told: list[Any]) -> None:
    store.record_registration(PROD, WebhookRegistration("tough_hook", was_disabled=True))

    assert [line["event"] for line in told] == ["Fivetran had switched a web hook off; it is on again"]


def test_a_connection_whose_data_is_late_is_not_well_though_it_works(
    store: WebhookStore, database: Engine, watch: Watch
) -> None:
    a_sync_ends(database, watch)
    late = an_incident("stripe", connection_id="stripe_1", condition=Condition.DELAYED)
    with transaction(database) as session:
        insert_subjects(session, [late])

    assert not store.is_healthy("stripe_1")
    with transaction(database) as session:
        update_subjects(session, [late.evolve(version=late.version + 1, ended_at=MONDAY)])
    assert store.is_healthy("stripe_1")


def test_a_connection_is_well_when_it_works_and_has_synced(
    store: WebhookStore, database: Engine, watch: Watch
) -> None:
    assert not store.is_healthy("stripe_1")

    a_sync_ends(database, watch)

    assert store.is_healthy("stripe_1")
    assert store.group_of("stripe_1") == PROD
    assert store.group_of("nobody") is None
