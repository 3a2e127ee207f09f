"""Each vendor can say when to come back, in seconds or as a date, whether it's busy or down."""

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.fivetran.client import FivetranClient
from bot.fivetran.protocol import ApiCall
from bot.jira import JiraClient
from bot.slack.client import SlackClient
from tests.support.scripted_server import scripted_server
from workflows.errors import Unavailable


def ask_slack(url: str) -> None:
    SlackClient("xoxb-test", url).call("auth_test")


def ask_jira(url: str) -> None:
    with closing(JiraClient(url, "desk@example.com", "token")) as jira:
        jira.myself()


def ask_fivetran(url: str) -> None:
    with closing(FivetranClient(url, "key", "secret")) as fivetran:
        fivetran.send(ApiCall("GET", "/v1/groups"))


VENDORS: Mapping[str, Callable[[str], None]] = {"slack": ask_slack, "jira": ask_jira, "fivetran": ask_fivetran}


def wait_after(vendor: str, status: int, **headers: str) -> float | None:
    """Return the wait that the vendor's answer asks for, as the bot understands it."""
    with scripted_server(b"{}", status=status, **headers) as (url, _), pytest.raises(Unavailable) as caught:
        VENDORS[vendor](url)
    return caught.value.retry_after


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_says_how_long_to_wait(vendor: str, status: int) -> None:
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)

    assert wait_after(vendor, status, retry_after="37") == 37
    assert wait_after(vendor, status, retry_after=in_an_hour) == pytest.approx(3600, abs=30)


@pytest.mark.parametrize(("vendor", "seconds"), [("slack", 1.0), ("jira", None), ("fivetran", None)])
def test_a_vendor_that_does_not_say_is_asked_again_soon(vendor: str, seconds: float | None) -> None:
    assert wait_after(vendor, 429) == seconds
    assert wait_after(vendor, 429, retry_after="soon") == seconds
