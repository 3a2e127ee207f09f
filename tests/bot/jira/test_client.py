"""The errors of Jira, as the rest of the bot sees them."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import pytest

from bot.jira import JiraClient
from bot.jira.adf import doc, paragraph
from bot.jira.errors import NotJira, OutcomeUnknown
from bot.jira.session import JIRA_PAGE_SIZE
from tests.sandbox.support.jira_server import EMAIL, TOKEN, PretendJira
from tests.support.scripted_server import scripted_server
from workflows.errors import CredentialRejected, Misconfigured, Unavailable
from workflows.requests.ports import TicketNotFound


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (401, CredentialRejected),
        (403, Misconfigured),
        (404, NotJira),
        (409, Unavailable),
        (410, Misconfigured),
        (413, NotJira),
        (500, OutcomeUnknown),
        (503, OutcomeUnknown),
    ],
)
def test_a_status_without_jiras_own_words_is_never_an_answer_of_jira(
    jira: PretendJira, client: JiraClient, status: int, failure: type[Exception]
) -> None:
    jira.trouble("fail", "myself", status=status)

    with pytest.raises(failure) as raised:
        client.myself()

    assert raised.type is failure


def test_only_jira_itself_says_that_a_ticket_does_not_exist(jira: PretendJira, client: JiraClient) -> None:
    with pytest.raises(TicketNotFound, match="does not exist"):
        client.status_and_transitions("DSRE-4711")

    jira.trouble("fail", "issue/DSRE-6", status=404)
    with pytest.raises(Unavailable, match="unexpected answer"):
        client.status_and_transitions("DSRE-6")


CHANGES: dict[str, Callable[[JiraClient], object]] = {
    "POST .*/comment": lambda client: client.add_comment("DSRE-6", doc(paragraph("Approved.")), {"desk": 1}),
    "POST .*/transitions": lambda client: client.transition_issue("DSRE-6", "11"),
    "POST .*/remotelink": lambda client: client.set_remote_link("DSRE-6", "g", "asked", "Slack", "https://s.example"),
    "PUT .*/issue": lambda client: client.update_issue("DSRE-6", {"summary": "New"}),
    "POST .*/issue$": lambda client: client.create_issue({"summary": "New"}),
    "GET": lambda client: client.comments("DSRE-6"),
}


@pytest.mark.parametrize("call", CHANGES)
def test_a_web_page_with_status_200_did_nothing_for_certain(jira: PretendJira, client: JiraClient, call: str) -> None:
    jira.trouble("fail", call, status=200)

    with pytest.raises(OutcomeUnknown, match="unexpected answer"):
        CHANGES[call](client)


def test_a_search_reads_every_page(jira: PretendJira, client: JiraClient) -> None:
    fields = {"project": {"key": "DSRE"}, "issuetype": {"id": "10007"}, "customfield_10050": "Data", "labels": ["many"]}
    for number in range(JIRA_PAGE_SIZE + 1):
        client.create_issue({**fields, "summary": f"Ticket {number}"})

    jira.later(600)  # the search index lags

    assert len(client.issues_with_label("many")) == JIRA_PAGE_SIZE + 1


class EndlessJira(JiraClient):
    """A Jira whose lists have always more."""

    def get(self, *_path: Any, **_query: Any) -> Any:
        return {"comments": [{"id": "1"}], "total": 1_000_000}


def test_a_list_that_does_not_end_is_an_outage(jira: PretendJira) -> None:
    with pytest.raises(Unavailable, match="doesn't end"):
        EndlessJira(jira.url, EMAIL, TOKEN).comments("DSRE-6")


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


@pytest.mark.parametrize(
    "body", [b"{}", b'{"issues": null}', b'{"issues": {}}', b'{"issues": [null]}', b'{"issues": [{"key": "DSRE-7"}]}']
)
def test_a_search_whose_answer_cannot_be_read_is_an_outage(body: bytes) -> None:
    with answering(body) as client, pytest.raises(Unavailable):
        client.issues_with_label("fivetran-request-7f3c9a")


@pytest.mark.parametrize(
    ("body", "call"),
    [
        (b'{"changelog": {"histories": {}}}', lambda client: client.key_and_changelog("10007")),
        (b'{"transitions": {}}', lambda client: client.transitions("10007")),
        (b'{"comments": {}, "total": 0}', lambda client: client.comments("10007")),
        (b'{"fields": "", "total": 0}', lambda client: client.create_fields("DSRE", "10007")),
        (b"{}", lambda client: client.search_users("bo@example.com")),
    ],
)
def test_an_object_in_place_of_a_list_is_not_an_empty_list(body: bytes, call: Callable[[JiraClient], object]) -> None:
    with answering(body) as client, pytest.raises(OutcomeUnknown):
        call(client)


@contextmanager
def answering(body: bytes) -> Iterator[JiraClient]:
    """Yield a client of a Jira that answers all with the same."""
    with scripted_server(body) as (url, _), closing(JiraClient(url, EMAIL, TOKEN)) as client:
        yield client


def test_long_conversations_are_read_to_the_end(jira: PretendJira, client: JiraClient) -> None:
    for number in range(101):
        jira.does("comments", key="DSRE-6", text=f"comment {number}", by="bo")

    assert len(list(client.comments("DSRE-6"))) == 101


def test_many_threads_share_one_client(client: JiraClient) -> None:
    with ThreadPoolExecutor(4) as pool:
        names = list(pool.map(lambda _: client.myself()["displayName"], range(8)))

    assert set(names) == {"Connector Desk"}


@pytest.mark.parametrize("body", [b"null", b"7", b'"text"', b'{"permissions": [], "fields": {"status": null}}'])
@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.permissions("DSRE", ("CREATE_ISSUES",)),
        lambda client: client.status_and_transitions("DSRE-6"),
    ],
)
def test_an_answer_that_is_not_the_object_asked_for_is_an_outage(
    ask: Callable[[JiraClient], object], body: bytes
) -> None:
    server = scripted_server(body, content_type="application/json")
    with server as (url, _paths), closing(JiraClient(url, EMAIL, TOKEN)) as client, pytest.raises(OutcomeUnknown):
        ask(client)
