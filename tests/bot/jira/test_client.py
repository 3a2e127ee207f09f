"""The errors of Jira, as the rest of the bot sees them."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.jira import JiraClient
from bot.jira.errors import OutcomeUnknown
from tests.sandbox.support.jira_server import EMAIL, TOKEN, PretendJira
from workflows.errors import Misconfigured, Refused, Unavailable


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (401, Misconfigured),
        (403, Misconfigured),
        (404, Refused),
        (409, Unavailable),
        (410, Misconfigured),
        (413, Refused),
        (500, OutcomeUnknown),
        (503, OutcomeUnknown),
    ],
)
def test_every_status_belongs_to_one_family(
    jira: PretendJira, client: JiraClient, status: int, failure: type[Exception]
) -> None:
    jira.trouble("fail", "myself", status=status)

    with pytest.raises(failure) as raised:
        client.myself()

    assert raised.type is failure


def test_the_token_is_never_in_the_words(jira: PretendJira) -> None:
    wrong = JiraClient(jira.url, EMAIL, "hush-hush")

    with pytest.raises(Misconfigured) as refusal:
        wrong.myself()

    assert "JIRA_API_TOKEN" in refusal.value.message
    assert "hush-hush" not in repr(refusal.value) + repr(wrong) + str(vars(wrong).keys())


def test_a_site_that_is_not_there_did_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        nowhere = f"http://127.0.0.1:{listening.getsockname()[1]}"
    client = JiraClient(nowhere, EMAIL, TOKEN)

    with pytest.raises(Unavailable) as failure:
        client.create_issue({"project": {"key": "DSRE"}, "issuetype": {"id": "10007"}})

    assert failure.type is Unavailable


def test_the_outcome_of_a_timed_out_call_is_unknown(jira: PretendJira) -> None:
    jira.trouble("hold", "myself")
    hasty = JiraClient(jira.url, EMAIL, TOKEN, timeout=(1.0, 0.2))

    with pytest.raises(OutcomeUnknown):
        hasty.myself()


def test_a_dropped_connection_is_not_tried_again_behind_our_back(jira: PretendJira, client: JiraClient) -> None:
    jira.trouble("lose", "POST", times=None)

    with pytest.raises(OutcomeUnknown):
        client.set_remote_link("DSRE-6", "g", "asked for in", "Slack", "https://slack.example")

    assert len(jira.calls()) == 1


def test_something_that_is_not_jira_is_noticed(jira: PretendJira) -> None:
    client = JiraClient(f"{jira.url}/browse/DSRE-1#", EMAIL, TOKEN)

    with pytest.raises(Unavailable, match="JIRA_URL"):
        client.myself()


def test_long_conversations_are_read_to_the_end(jira: PretendJira, client: JiraClient) -> None:
    for number in range(101):
        jira.does("comments", key="DSRE-6", text=f"comment {number}", by="bo")

    assert len(list(client.comments("DSRE-6"))) == 101


def test_many_threads_share_one_client(client: JiraClient) -> None:
    with ThreadPoolExecutor(4) as pool:
        names = list(pool.map(lambda _: client.myself()["displayName"], range(8)))

    assert set(names) == {"Connector Desk"}
