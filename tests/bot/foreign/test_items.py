"""One item that can't be read stops no other, and is named."""

from typing import Any

import pytest

from bot.fivetran.parsing import parse_connection
from bot.foreign.items import UNREADABLE_TTL_SECONDS, ForeignItems
from bot.foreign.retry_after import MAX_RETRY_AFTER_SECONDS, parse_retry_after
from workflows.connections.model import Health
from workflows.errors import Unavailable

LOUD_WIND: dict[str, Any] = {
    "id": "loud_wind",
    "group_id": "prod",
    "service": "google_ads",
    "schema": "google_ads",
    "paused": False,
    "created_at": "2025-01-01T00:00:00Z",
    "succeeded_at": "2026-11-25T18:00:00Z",
    "failed_at": "2026-11-25T21:00:00Z",
    "status": {
        "setup_state": "broken",
        "sync_state": "scheduled",
        "is_historical_sync": False,
        "tasks": [{"code": "reconnect", "message": "Reconnect it."}],
        "warnings": [],
    },
}


def odd(*, without: str = "", **changes: Any) -> dict[str, Any]:
    """Return a connection with changed fields; those of `status` are changed there."""
    status = {name: changes.pop(name, value) for name, value in LOUD_WIND["status"].items()}
    status.pop(without, None)
    item = {**LOUD_WIND, "id": "odd_stone", "status": status, **changes}
    item.pop(without, None)
    return item


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (odd(without="paused"), "paused"),
        (odd(paused="no"), "paused"),
        (odd(without="setup_state"), "status.setup_state"),
        (odd(setup_state="degraded"), "status.setup_state"),
        (odd(setup_state=["broken"]), "status.setup_state"),
        (odd(status=None), "status"),
        (odd(status=[]), "status"),
        (odd(succeeded_at=1_764_100_000), "succeeded_at"),
        (odd(failed_at="yesterday"), "failed_at"),
        (odd(failed_at="0001-01-01T00:00:00+14:00"), "failed_at"),
        (odd(without="service"), "service"),
        (odd(is_historical_sync="false"), "status.is_historical_sync"),
    ],
)
def test_a_connection_whose_state_is_unknown_is_left_out_and_named(item: object, field: str) -> None:
    foreign = ForeignItems()

    read = foreign.read_list("connection", [item, LOUD_WIND], parse_connection, place="prod")

    assert [connection.name for connection in read.items] == ["google_ads"]
    assert [(one.id, one.field) for one in read.left_out] == [("odd_stone", field)]
    assert [one.summary for one in foreign.unreadable()] == [
        f"connection odd_stone: its field {field} can't be read, so it is left out"
    ]


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (odd(without="created_at"), "created_at"),
        (odd(created_at=7), "created_at"),
        (odd(tasks=[None]), "status.tasks"),
        (odd(tasks={"code": "reconnect"}), "status.tasks"),
        (odd(warnings=[None, 7]), "status.warnings"),
        (odd(without="sync_state"), "status.sync_state"),
        (odd(sync_frequency="often"), "sync_frequency"),
        (odd(sync_frequency=float("inf")), "sync_frequency"),
        (odd(without="schema"), "schema"),
    ],
)
def test_a_connection_is_known_by_what_it_has_and_the_rest_is_named(item: object, field: str) -> None:
    foreign = ForeignItems()

    read = foreign.read_list("connection", [item], parse_connection)

    assert [connection.health for connection in read.items] == [Health.BROKEN]
    assert not read.left_out
    assert [(one.id, one.field) for one in foreign.unreadable()] == [("odd_stone", field)]


def test_warnings_of_words_are_their_own_messages() -> None:
    read = ForeignItems().read_list("connection", [odd(warnings=["old api"], tasks=["Reconnect."])], parse_connection)

    assert (read.items[0].warnings, read.items[0].tasks) == ({"warning": "old api"}, ("Reconnect.",))


@pytest.mark.parametrize("item", [None, 7, "text", [], {}, {"id": ["x"]}])
def test_an_item_without_an_id_is_counted(item: object) -> None:
    foreign = ForeignItems()

    read = foreign.read_list("connection", [item, LOUD_WIND], parse_connection)

    assert len(read.items) == 1
    assert [one.id for one in read.left_out] == [""]


def test_an_item_that_can_be_read_again_is_forgotten_and_so_is_an_old_one() -> None:
    seconds = [0.0]
    foreign = ForeignItems(lambda: seconds[0])
    foreign.read_list("connection", [odd(paused=None)], parse_connection, place="dev")
    foreign.read_list("connection", [odd(paused=None)], parse_connection, place="prod")
    foreign.read_list("connection", [LOUD_WIND], parse_connection, place="prod")
    after_reading = len(foreign.unreadable())
    seconds[0] = UNREADABLE_TTL_SECONDS + 1

    assert (after_reading, foreign.unreadable()) == (1, [])


def test_a_single_answer_that_cannot_be_read_is_an_outage() -> None:
    with pytest.raises(Unavailable, match=r"connection odd_stone can't be read \(field paused\)"):
        ForeignItems().read_one("connection", odd(without="paused"), parse_connection)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "3600"}, 3600.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"Retry-After": "-3"}, 0.0),
        ({"Retry-After": "9" * 40}, MAX_RETRY_AFTER_SECONDS),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
        ({"Retry-After": "Thu, 26 Nov 2026 10:02:00 GMT", "Date": "Thu, 26 Nov 2026 10:00:00 GMT"}, 120.0),
        ({"Retry-After": "Thu, 26 Nov 2026 09:00:00 GMT", "Date": "Thu, 26 Nov 2026 10:00:00 GMT"}, 0.0),
    ],
)
def test_the_wait_is_a_number_or_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert parse_retry_after(headers) == seconds
