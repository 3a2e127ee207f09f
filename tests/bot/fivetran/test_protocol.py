"""The brain of the client, without any network."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.fivetran.parsing import parse_connection, parse_setup_tests
from bot.fivetran.protocol import (
    ApiCall,
    Conflict,
    NotExecuted,
    NotFound,
    list_call,
    page_items,
    parse_response,
)
from bot.foreign.fields import Fields
from bot.foreign.pages import MAX_LIST_PAGES, PageGuard
from workflows.connections.model import Health
from workflows.errors import CredentialRejected, Misconfigured, Refused, Unavailable


def said(code: str, message: str) -> bytes:
    """An answer in Fivetran's envelope."""
    return json.dumps({"code": code, "message": message}).encode()


@pytest.mark.parametrize(
    ("status", "family"),
    [
        (400, Refused),
        (409, Conflict),
        (415, Refused),
        (401, CredentialRejected),
        (403, Misconfigured),
        (429, NotExecuted),
        (408, Unavailable),
        (500, Unavailable),
        (503, Unavailable),
    ],
)
def test_the_status_decides_what_kind_of_failure_it_is(status: int, family: type[Exception]) -> None:
    with pytest.raises(family) as caught:
        parse_response(status, {}, said("Whatever", "Something about it."))

    assert caught.type is family


def test_a_refusal_passes_on_what_fivetran_says() -> None:
    with pytest.raises(Refused, match=r"Field 'config\.schema' is required"):
        parse_response(400, {}, said("InvalidInput", "Field 'config.schema' is required"))


def test_a_failure_without_a_body_still_has_words() -> None:
    with pytest.raises(Refused, match="HTTP status 418"):
        parse_response(418, {}, b"")


def test_being_turned_away_says_for_how_long() -> None:
    with pytest.raises(NotExecuted) as caught:
        parse_response(429, {"Retry-After": "3600"}, said("TooManyRequests", "No more."))

    assert caught.value.retry_after == 3600


def test_an_answer_of_another_server_counts_as_an_outage() -> None:
    with pytest.raises(Unavailable):
        parse_response(200, {}, b"<html>Please sign in to the wifi</html>")


def test_an_action_answers_without_data() -> None:
    assert parse_response(200, {}, said("Success", "Sync has been triggered.")) == {}


@pytest.mark.parametrize("end", [{}, {"next_cursor": None}, {"next_cursor": ""}])
def test_a_list_ends_in_three_ways(end: dict[str, Any]) -> None:
    assert PageGuard("Fivetran").follow(end.get("next_cursor")) is None


@pytest.mark.parametrize(
    "cursors", [["a", "a"], ["a", "b", "a"], [7], [["a"]], [str(n) for n in range(MAX_LIST_PAGES)]]
)
def test_a_list_whose_cursors_lead_nowhere_was_not_read(cursors: list[object]) -> None:
    pages = PageGuard("Fivetran")

    with pytest.raises(Unavailable, match="doesn't end"):
        list(map(pages.follow, cursors))


@pytest.mark.parametrize("data", [{}, {"items": None}, {"items": {}}, {"items": "none"}])
def test_a_page_without_a_list_is_not_an_empty_list(data: dict[str, Any]) -> None:
    with pytest.raises(Unavailable):
        page_items(data)


@pytest.mark.parametrize("code", ["NotFound_Connection", "NotFound_Connector"])
def test_only_the_code_of_fivetran_says_that_a_connection_is_missing(code: str) -> None:
    with pytest.raises(NotFound) as caught:
        parse_response(404, {}, said(code, "Connection with id 'x' does not exist."))

    assert caught.value.is_missing_connection


@pytest.mark.parametrize("raw", [b"<html>404</html>", b"", b"[]", b'{"error": "no route"}', said("Whatever", "x")])
def test_a_404_of_a_gateway_is_an_outage(raw: bytes) -> None:
    with pytest.raises(Unavailable):
        parse_response(404, {}, raw)


@pytest.mark.parametrize("raw", [b'{"data": []}', b'{"data": "x"}', b"[1]", b"null"])
def test_an_answer_of_the_wrong_shape_is_an_outage(raw: bytes) -> None:
    if raw == b'{"data": []}':
        assert parse_response(200, {}, raw) == {}
    else:
        with pytest.raises(Unavailable):
            parse_response(200, {}, raw)


def test_lists_come_in_the_largest_pages_and_go_on_from_a_cursor() -> None:
    call = list_call("/v1/connections", group_id="g").next_page("abc")

    assert call.query == {"group_id": "g", "limit": "1000", "cursor": "abc"}


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/v1/connections/x/test", "application/json;version=2"),
        ("/v1/groups/g/connections", "application/json"),
        ("/v1/account/info", "application/json"),
    ],
)
def test_only_connections_are_asked_for_in_their_second_version(path: str, accept: str) -> None:
    assert ApiCall("GET", path).headers == {"Accept": accept}


def test_a_connection_is_read_with_only_what_we_use() -> None:
    fields = Fields(
        {
            "id": "brave_otter",
            "group_id": "dev",
            "service": "jira",
            "schema": "jira",
            "paused": False,
            "created_at": "2026-01-02T03:04:05.678901Z",
            "succeeded_at": "2026-11-20T08:00:00Z",
            "failed_at": "2026-11-20T09:00:00.5Z",
            "status": {
                "setup_state": "broken",
                "sync_state": "scheduled",
                "is_historical_sync": False,
                "tasks": [{"code": "reconnect", "message": "Reconnect it.", "details": {}}],
            },
            "something_new": {"from": "2027"},
        }
    )

    connection = parse_connection(fields)

    assert connection.created_at == datetime(2026, 1, 2, 3, 4, 5, 678901, UTC)
    assert not fields.odd
    assert (connection.health, connection.problem) == (Health.BROKEN, "Reconnect it.")


def test_setup_tests_are_read_whatever_their_details_are() -> None:
    data = {"setup_tests": [{"title": "Host", "status": "FAILED", "message": "No route.", "details": [1]}]}

    assert [(test.has_failed, test.summary) for test in parse_setup_tests(Fields(data))] == [(True, "Host: No route.")]
    assert parse_setup_tests(Fields({"setup_tests": None})) == []
