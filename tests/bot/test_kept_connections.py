"""Connections to vendors stay open, and one that the vendor closed is replaced before a call is lost on it."""

from collections.abc import Callable, Iterator

import pytest

from bot.fivetran.client import FivetranClient
from bot.fivetran.protocol import ApiCall
from bot.jira import JiraClient
from bot.slack.client import SlackClient
from tests.support.keeping_server import KeepingServer, keeping_server

CREATION = ApiCall("POST", "/v1/connections", body={})
Client = tuple[Callable[[], object], Callable[[], None]]


def slack(url: str) -> Client:
    client = SlackClient("xoxb-test", url)
    return lambda: client.call("auth_test"), client.web.close


def jira(url: str) -> Client:
    client = JiraClient(url.rstrip("/"), "bot@example.com", "token")
    return lambda: client.send("post", "issue/DSRE-1/comment", {}), client.close


def fivetran(url: str) -> Client:
    client = FivetranClient(url, "key", "secret")
    return lambda: client.send(CREATION), client.close


VENDORS = pytest.mark.parametrize("connect", [slack, jira, fivetran])


@pytest.fixture
def vendor() -> Iterator[KeepingServer]:
    with keeping_server() as server:
        yield server


@VENDORS
def test_calls_share_a_connection(vendor: KeepingServer, connect: Callable[[str], Client]) -> None:
    call, close = connect(vendor.url)

    for _ in range(5):
        call()

    assert (len(vendor.calls), len(vendor.connections)) == (5, 1)
    close()


@VENDORS
def test_a_connection_that_the_vendor_closed_is_replaced(
    vendor: KeepingServer, connect: Callable[[str], Client]
) -> None:
    call, close = connect(vendor.url)
    vendor.hangs_up = True

    for _ in range(3):
        vendor.has_hung_up.clear()
        call()
        assert vendor.has_hung_up.wait(60)

    assert (len(vendor.calls), len(vendor.connections)) == (3, 3)
    close()
