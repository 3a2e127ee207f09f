"""A webhook event triggers a poll of its group or is ignored."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.http.fivetran_webhook import FivetranWebhookReceiver
from bot.http.recent_events import EVENTS_KEPT, FLOOD_EVENTS, FLOOD_WINDOW_SECONDS, RecentEvents
from workflows.errors import Unavailable

SYNC_ENDED = {
    "event": "sync_end",
    "created": "2026-11-23T09:00:00.000Z",
    "connector_type": "stripe",
    "connector_id": "duel_salutation",
    "connector_name": "stripe",
    "sync_id": "b4703f73",
    "destination_group_id": "prod",
    "data": {"status": "FAILURE"},
}
TEST_EVENT = {
    "event": "test_event",
    "created": "2026-11-23T09:00:00.000Z",
    "connector_type": "_connector_type",
    "connector_id": "_connector_1",
    "group_id": "_destination_1",
}


class FakeWebhookStore:
    """Deliveries in memory, and one known connection."""

    def __init__(self) -> None:
        self.fingerprints: list[str] = []
        self.healthy = True
        self.reads = 0

    def record_event(self, group_id: str, fingerprint: str) -> bool:
        is_new = fingerprint not in self.fingerprints
        self.fingerprints.append(fingerprint)
        return is_new

    def has_event(self, fingerprint: str) -> bool:
        self.reads += 1
        return fingerprint in self.fingerprints

    def is_healthy(self, connection_id: str) -> bool:
        return self.healthy and connection_id == "duel_salutation"

    def group_of(self, connection_id: str) -> str | None:
        return "prod" if connection_id == "duel_salutation" else None


class Deliveries:
    """A receiver, and the groups that it asked to poll."""

    def __init__(self, read_clock: Callable[[], float] = time.monotonic) -> None:
        self.store = FakeWebhookStore()
        self.polled: list[str] = []
        self.is_away = False
        store: Any = self.store  # plays the store of webhooks
        self._receiver = FivetranWebhookReceiver(store, {"dev", "prod"}, self._poll, RecentEvents(read_clock))

    def _poll(self, group: str) -> None:
        if self.is_away:
            raise Unavailable("The database isn't responding.")
        self.polled.append(group)

    def receive(self, *events: Any) -> list[str]:
        for event in events:
            self._receiver.receive(event if isinstance(event, bytes) else json.dumps(event).encode())
        return self.polled


def test_a_failed_sync_polls_its_group() -> None:
    assert Deliveries().receive(SYNC_ENDED) == ["prod"]


@pytest.mark.parametrize(
    "event",
    [
        TEST_EVENT,
        {**SYNC_ENDED, "event": "sync_start"},
        {**SYNC_ENDED, "event": "transformation_failed"},
        {**SYNC_ENDED, "event": ["sync_end"]},
        {**SYNC_ENDED, "destination_group_id": "unknown_group"},
        {"event": "sync_end"},
        {"event": "sync_end", "connector_id": "unknown_connection"},
        ["sync_end"],
        None,
        b"",
        b"not JSON",
        b"\xff\xfe",
    ],
)
def test_unknown_events_are_ignored(event: Any) -> None:
    deliveries = Deliveries()

    assert deliveries.receive(event) == []
    assert deliveries.store.fingerprints == []


def test_older_and_newer_field_names_are_accepted() -> None:
    older = {**SYNC_ENDED, "sync_id": "1", "group_id": "dev"}
    del older["destination_group_id"]
    oldest = {"event": "connection_failure", "connector_id": "duel_salutation"}

    assert Deliveries().receive(older, oldest) == ["dev", "prod"]


def test_a_successful_sync_polls_only_an_unhealthy_connection() -> None:
    successful = {**SYNC_ENDED, "data": {"status": "SUCCESSFUL"}}
    deliveries = Deliveries()
    assert deliveries.receive(successful) == []
    assert len(deliveries.store.fingerprints) == 1  # it is recorded all the same

    deliveries.store.healthy = False

    assert deliveries.receive({**successful, "sync_id": "the next"}) == ["prod"]


def test_a_repeated_delivery_polls_once() -> None:
    delivered_later = {**SYNC_ENDED, "created": "2026-11-23T09:05:00.000Z"}

    assert Deliveries().receive(SYNC_ENDED, SYNC_ENDED, delivered_later) == ["prod"]


def test_a_rescheduled_sync_that_fails_polls_twice() -> None:
    rescheduled = {**SYNC_ENDED, "data": {"status": "RESCHEDULED"}}

    assert Deliveries().receive(rescheduled, SYNC_ENDED) == ["prod", "prod"]


def test_an_event_without_a_sync_is_identified_by_its_body() -> None:
    edited = {"event": "edit_connector", "connector_id": "duel_salutation", "created": "09:00"}

    assert Deliveries().receive(edited, edited, {**edited, "created": "09:01"}) == ["prod", "prod"]


def test_a_failed_poll_request_is_repeated_with_the_next_delivery() -> None:
    deliveries, errors = Deliveries(), iter([RuntimeError("the disk is full"), None])

    def request_poll(group: str) -> None:
        if error := next(errors):
            raise error
        deliveries.polled.append(group)

    receiver = FivetranWebhookReceiver(deliveries.store, {"prod"}, request_poll)
    with pytest.raises(RuntimeError):
        receiver.receive(json.dumps(SYNC_ENDED).encode())
    receiver.receive(json.dumps(SYNC_ENDED).encode())

    assert deliveries.polled == ["prod"]


class HandClock:
    """A clock that stands still until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def flood(count: int, first: int = 0, **changes: Any) -> list[dict[str, Any]]:
    return [{**SYNC_ENDED, **changes, "sync_id": f"sync {number}"} for number in range(first, first + count)]


def test_a_flood_is_not_looked_at_one_by_one() -> None:
    deliveries = Deliveries(HandClock())

    deliveries.receive(*flood(5_000, data={"status": "SUCCESSFUL"}))

    assert len(deliveries.store.fingerprints) == deliveries.store.reads == FLOOD_EVENTS
    assert deliveries.polled == ["prod"] * (5_000 - FLOOD_EVENTS)  # which the work queue makes one


def test_a_flood_of_one_group_hides_no_event_of_another() -> None:
    deliveries = Deliveries(HandClock())
    deliveries.receive(*flood(1_000))

    deliveries.receive({**SYNC_ENDED, "destination_group_id": "dev", "data": {"status": "SUCCESSFUL"}})

    assert "dev" not in deliveries.polled
    assert len(deliveries.store.fingerprints) == FLOOD_EVENTS + 1


def test_events_after_a_flood_are_looked_at_again() -> None:
    clock = HandClock()
    deliveries = Deliveries(clock)
    deliveries.receive(*flood(1_000))
    clock.now += FLOOD_WINDOW_SECONDS

    deliveries.receive(*flood(3, first=1_000))

    assert len(deliveries.store.fingerprints) == FLOOD_EVENTS + 3


def test_a_flood_of_one_replayed_event_polls_once() -> None:
    assert Deliveries(HandClock()).receive(*[SYNC_ENDED] * 1_000) == ["prod"]


def test_an_event_whose_poll_failed_is_handled_when_it_is_delivered_again() -> None:
    deliveries = Deliveries(HandClock())
    deliveries.receive(*flood(FLOOD_EVENTS))
    deliveries.is_away = True
    with pytest.raises(Unavailable):
        deliveries.receive(*flood(1, first=100))

    deliveries.is_away = False

    assert len(deliveries.receive(*flood(1, first=100))) == FLOOD_EVENTS + 1


def test_memory_holds_a_limited_number_of_events() -> None:
    recent = RecentEvents()
    for number in range(EVENTS_KEPT + 1):
        recent.add_event(str(number))

    assert not recent.has_event("0")
    assert recent.has_event("1")
    assert recent.has_event(str(EVENTS_KEPT))
