"""A vendor whose name or certificate is wrong is away: an outage, never a refusal, and never a failure of ours."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from bot.fivetran.client import FivetranClient
from bot.fivetran.protocol import ApiCall
from bot.jira import JiraClient
from bot.slack.client import SlackClient
from tests.support.scripted_server import scripted_server
from workflows.errors import Misconfigured, Unavailable


def call_slack(url: str) -> None:
    SlackClient("xoxb-test", url).call("chat_postMessage", channel="C0FIVETRAN", text="A card")


def call_jira(url: str) -> None:
    with closing(JiraClient(url, "bot@example.com", "token")) as client:
        client.create_issue({"summary": "New"})


def call_fivetran(url: str) -> None:
    with closing(FivetranClient(url, "key", "secret")) as client:
        client.send(ApiCall("POST", "/v1/connections", body={}))


@pytest.fixture(params=["no such host", "no TLS"])
def broken_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield an https address that no request can be sent to: an unknown host, or a server that speaks plain HTTP."""
    if request.param == "no such host":
        yield "https://vendor.invalid/"
        return
    with scripted_server(b"{}") as (url, paths):
        yield url.replace("http:", "https:")
        assert paths == []


@pytest.mark.parametrize("call", [call_slack, call_jira, call_fivetran])
def test_a_vendor_without_a_name_or_a_certificate_is_away(call: Callable[[str], None], broken_url: str) -> None:
    with pytest.raises(Unavailable) as failure:
        call(broken_url)

    assert not isinstance(failure.value, Misconfigured)
