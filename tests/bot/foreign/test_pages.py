"""A list whose cursor leads back to itself ends for each client, after two requests."""

import json
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.fivetran.client import FivetranClient
from bot.fivetran.protocol import list_call
from bot.jira import JiraClient
from bot.slack.client import SlackClient
from bot.slack.poster import Poster
from tests.support.scripted_server import scripted_server
from workflows.errors import Unavailable


class OldLedger:
    """A ledger that knows every message already, so the poster looks for it."""

    def begin(self, _key: str) -> datetime:
        return datetime(2026, 11, 20, 9, tzinfo=UTC)


def read_fivetran_list(url: str) -> None:
    with closing(FivetranClient(url, "key", "secret")) as client:
        list(client.items(list_call("/v1/connections")))


def search_jira(url: str) -> None:
    with closing(JiraClient(url, "bot@example.com", "token")) as client:
        client.issues_with_label("fivetran-request-7f3c9a")


def find_own_message(url: str, **thread: Any) -> None:
    poster = Poster(SlackClient("xoxb-test", url), OldLedger())  # type: ignore[arg-type]  # one method is enough
    poster.post("card:7f3c9a", "C0FIVETRAN", "A card", **thread)


SLACK_PAGE = {"ok": True, "messages": [], "response_metadata": {"next_cursor": "again"}}


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ({"code": "Success", "data": {"items": [], "next_cursor": "again"}}, read_fivetran_list),
        ({"issues": [], "nextPageToken": "again"}, search_jira),
        (SLACK_PAGE, find_own_message),
        (SLACK_PAGE, lambda url: find_own_message(url, thread_ts="1.0")),
    ],
    ids=["Fivetran's list", "Jira's search", "Slack's channel", "Slack's thread"],
)
def test_a_cursor_that_repeats_ends_the_list_as_an_outage(page: dict[str, Any], read: Any) -> None:
    body = json.dumps(page).encode()

    with scripted_server(body, content_type="application/json") as (url, paths):
        with pytest.raises(Unavailable, match="doesn't end"):
            read(url)

        assert len(paths) == 2
