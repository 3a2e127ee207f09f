"""What comes through Fivetran's web hooks is a hint or nothing."""

import json
from typing import Any

import pytest

from bot.http.fivetran_webhook import FivetranWebhookReceiver

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


class Memory:
    """What was heard, in memory; it knows one connection."""

    def __init__(self) -> None:
        self.digests: list[str] = []
        self.well = True

    def heard(self, group_id: str, digest: str) -> bool:
        is_new = digest not in self.digests
        self.digests.append(digest)
        return is_new

    def knows(self, digest: str) -> bool:
        return digest in self.digests

    def is_well(self, connection_id: str) -> bool:
        return self.well and connection_id == "duel_salutation"

    def group_of(self, connection_id: str) -> str | None:
        return "prod" if connection_id == "duel_salutation" else None


class Stage:
    """Somebody who hears, and the groups they think are worth a look."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.hints: list[str] = []
        self._hearing = FivetranWebhookReceiver(self.memory, {"dev", "prod"}, self.hints.append)

    def hears(self, *news: Any) -> list[str]:
        for one in news:
            self._hearing.receive(one if isinstance(one, bytes) else json.dumps(one).encode())
        return self.hints


def test_a_failure_is_worth_a_look_at_its_group() -> None:
    assert Stage().hears(SYNC_ENDED) == ["prod"]


@pytest.mark.parametrize(
    "news",
    [
        TEST_EVENT,
        {**SYNC_ENDED, "event": "sync_start"},
        {**SYNC_ENDED, "event": "transformation_failed"},
        {**SYNC_ENDED, "event": ["sync_end"]},
        {**SYNC_ENDED, "destination_group_id": "somebody_elses"},
        {"event": "sync_end"},
        {"event": "sync_end", "connector_id": "nobody"},
        ["sync_end"],
        None,
        b"",
        b"not JSON",
        b"\xff\xfe",
    ],
)
def test_what_we_do_not_know_is_nothing(news: Any) -> None:
    stage = Stage()

    assert stage.hears(news) == []
    assert stage.memory.digests == []


def test_older_and_newer_ways_of_naming_things_are_understood() -> None:
    older = {**SYNC_ENDED, "sync_id": "1", "group_id": "dev"}
    del older["destination_group_id"]
    oldest = {"event": "connection_failure", "connector_id": "duel_salutation"}

    assert Stage().hears(older, oldest) == ["dev", "prod"]


def test_a_sync_that_went_well_is_news_only_where_something_was_wrong() -> None:
    well = {**SYNC_ENDED, "data": {"status": "SUCCESSFUL"}}
    stage = Stage()
    assert stage.hears(well) == []
    assert len(stage.memory.digests) == 1  # it was heard all the same

    stage.memory.well = False

    assert stage.hears({**well, "sync_id": "the next"}) == ["prod"]


def test_what_comes_again_is_one_hint() -> None:
    delivered_later = {**SYNC_ENDED, "created": "2026-11-23T09:05:00.000Z"}

    assert Stage().hears(SYNC_ENDED, SYNC_ENDED, delivered_later) == ["prod"]


def test_a_rescheduled_sync_that_fails_in_the_end_is_two() -> None:
    rescheduled = {**SYNC_ENDED, "data": {"status": "RESCHEDULED"}}

    assert Stage().hears(rescheduled, SYNC_ENDED) == ["prod", "prod"]


def test_news_without_a_sync_are_known_by_their_whole_text() -> None:
    edited = {"event": "edit_connector", "connector_id": "duel_salutation", "created": "09:00"}

    assert Stage().hears(edited, edited, {**edited, "created": "09:01"}) == ["prod", "prod"]


def test_a_hint_that_failed_is_given_when_it_is_delivered_again() -> None:
    stage, hints = Stage(), iter([RuntimeError("the disk is full"), None])

    def hint(group: str) -> None:
        if trouble := next(hints):
            raise trouble
        stage.hints.append(group)

    hearing = FivetranWebhookReceiver(stage.memory, {"prod"}, hint)  # type: ignore[arg-type]  # what it needs of a store
    with pytest.raises(RuntimeError):
        hearing.receive(json.dumps(SYNC_ENDED).encode())
    hearing.receive(json.dumps(SYNC_ENDED).encode())

    assert stage.hints == ["prod"]
