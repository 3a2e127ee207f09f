"""A group's list is parsed as far as it changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.fivetran.listing import CONNECTION_FIELDS, STATUS_FIELDS, read_listing
from bot.foreign.items import ForeignItems
from tests.support.fivetran_items import a_listed_connection
from workflows.connections.model import ConnectionListing


@dataclass
class Reader:
    """Reads lists, with the fingerprints of the last one."""

    foreign: ForeignItems = field(default_factory=ForeignItems)
    known: dict[str, str] = field(default_factory=dict)

    def read(self, *items: object) -> ConnectionListing:
        listing = read_listing(self.foreign, items, self.known, "dev")
        self.known |= listing.fingerprints
        return listing

    def unreadable(self) -> list[tuple[str, str]]:
        return [(one.id, one.field) for one in self.foreign.unreadable()]


@pytest.fixture
def reader() -> Reader:
    return Reader()


def _parsed(listing: ConnectionListing) -> list[str]:
    return [connection.id for connection in listing.connections]


def test_what_did_not_change_is_not_parsed(reader: Reader) -> None:
    first, second = a_listed_connection(1), a_listed_connection(2)
    reader.read(first, second)

    listing = reader.read(first, {**second, "paused": True})

    assert (_parsed(listing), listing.unchanged_ids) == (["otter_2"], frozenset({"otter_1"}))
    assert listing.ids == {"otter_1", "otter_2"}


@pytest.mark.parametrize(
    "facts",
    [
        {"schema": "zoom"},
        {"succeeded_at": "2026-11-23T09:00:00Z"},
        {"failed_at": "2026-11-23T09:00:00Z"},
        {"sync_frequency": 60},
        {"schedule_type": "manual"},
        {"pause_after_trial": True},
        {"setup_state": "broken"},
        {"sync_state": "syncing"},
        {"is_historical_sync": True},
        {"tasks": [{"code": "reconnect", "message": "Reconnect it."}]},
        {"warnings": [{"code": "old_api", "message": "The API is old."}]},
    ],
)
def test_every_fact_that_the_bot_reads_changes_the_fingerprint(reader: Reader, facts: Mapping[str, Any]) -> None:
    reader.read(a_listed_connection(1))

    assert _parsed(reader.read(a_listed_connection(1, **facts))) == ["otter_1"]


def test_a_fact_that_the_bot_does_not_read_changes_nothing(reader: Reader) -> None:
    reader.read(a_listed_connection(1))

    listing = reader.read(a_listed_connection(1, connected_by="calm_fox", service_version=7))

    assert (_parsed(listing), listing.unchanged_ids) == ([], frozenset({"otter_1"}))


def test_the_parser_sees_only_what_the_fingerprint_covers(reader: Reader) -> None:
    full = a_listed_connection(1, schedule_type="manual", pause_after_trial=True, failed_at="2026-11-23T09:00:00Z")
    full["status"] |= {"update_state": "delayed", "schema_status": "blocked", "rescheduled_for": "2026-11-24T00:00:00Z"}

    (connection,) = reader.read(full).connections

    assert full.keys() - {"connected_by"} == set(CONNECTION_FIELDS)
    assert full["status"].keys() == set(STATUS_FIELDS)
    assert (connection.schedule_type, connection.update_state, connection.schema_status) == (
        "manual",
        "delayed",
        "blocked",
    )


def test_an_odd_connection_is_named_by_each_poll(reader: Reader) -> None:
    odd, unreadable = a_listed_connection(1, created_at=7), a_listed_connection(2, paused="?")
    for _poll in range(2):
        listing = reader.read(odd, unreadable, None)

    assert (_parsed(listing), listing.unreadable_ids) == (["otter_1"], frozenset({"otter_2"}))
    assert not listing.is_complete
    assert reader.unreadable() == [("otter_1", "created_at"), ("otter_2", "paused"), ("", "(item)")]


def test_a_connection_that_can_be_read_again_is_as_it_was(reader: Reader) -> None:
    good = a_listed_connection(1)
    reader.read(good)
    reader.read({**good, "paused": "?"})

    listing = reader.read(good)

    assert (listing.unchanged_ids, reader.unreadable()) == (frozenset({"otter_1"}), [])


def test_of_a_connection_on_two_pages_the_last_state_counts(reader: Reader) -> None:
    before, after = a_listed_connection(1), a_listed_connection(1, paused=True)
    reader.read(before)

    turned, returned = reader.read(before, after), read_listing(reader.foreign, [after, before], reader.known, "dev")

    assert ([one.paused for one in turned.connections], turned.unchanged_ids) == ([True], frozenset())
    assert ([one.paused for one in returned.connections], returned.unchanged_ids) == ([False], frozenset())


def test_an_item_that_is_nested_too_deeply_is_parsed_each_time(reader: Reader) -> None:
    nested: list[Any] = []
    for _level in range(100_000):
        nested = [nested]
    item = a_listed_connection(1, tasks=nested)

    for _poll in range(2):
        assert _parsed(reader.read(item)) == ["otter_1"]
