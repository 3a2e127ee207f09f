"""Credentials never pass through Slack: only the owner gets a Connect Card."""

import httpx

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import card, connections, posted, strikes
from tests.e2e.support.steps import (
    connect_card_arrives,
    credentials_arrive,
    history_begins,
    history_is_synced,
    the_bot_looks_again,
    time_for_a_look,
    up_to_connect_card,
)

DAY = 86_400


def test_the_connect_card_leads_to_fivetran_and_its_end_back_to_us(sandbox: Sandbox, bot: Bot) -> None:
    address = up_to_connect_card(sandbox)

    page = httpx.get(address)
    names = [part.split('"')[0] for part in page.text.split('<input id="')[1:]]
    sent = httpx.post(address, data=dict.fromkeys(names, "s3same"), follow_redirects=True)

    assert page.status_code == 200
    assert str(sent.url).startswith(f"{bot.url}/connected/")
    assert "You're back from Fivetran" in sent.text
    sandbox.ada.reads(until="Historical sync is running")


def test_bad_credentials_change_nothing_and_good_ones_go_on(sandbox: Sandbox, bot: Bot) -> None:
    up_to_connect_card(sandbox)

    credentials_arrive(sandbox, good=False)
    the_bot_looks_again(sandbox)

    assert connections(sandbox, "salesforce")[0]["paused"] is True
    sandbox.ada.reads(until="Waiting for credentials")
    credentials_arrive(sandbox, good=True)
    history_begins(sandbox)
    assert connections(sandbox, "salesforce")[0]["paused"] is False


def test_the_owner_is_notified_of_failed_setup_tests(sandbox: Sandbox, bot: Bot) -> None:
    up_to_connect_card(sandbox)
    with sandbox.fault(kind="hold", service="fivetran", match="/test$", times=None) as trouble:
        credentials_arrive(sandbox, good=True)
        time_for_a_look(sandbox)
        strikes(sandbox, trouble)
        credentials_arrive(sandbox, good=False)

    words = "does not accept these credentials"
    (told,) = [one for one in sandbox.ada.reads("dm", until=words) if words in one["text"]]

    assert "[Get sign-in link]" in told["text"]
    assert connections(sandbox, "salesforce")[0]["paused"] is True
    sandbox.ada.reads(until="Setup tests failed")
    credentials_arrive(sandbox, good=True)
    history_begins(sandbox)
    history_is_synced(sandbox)
    assert "Setup tests failed" not in card(sandbox)["text"]


def test_a_fresh_connect_card_comes_on_demand(sandbox: Sandbox, bot: Bot) -> None:
    first = up_to_connect_card(sandbox)
    sandbox.ada.reads(thread=card(sandbox)["ts"], until="approved this")
    sandbox.clock(advance=DAY + 60)

    sandbox.ada.clicks("Get sign-in link", in_="dm")

    sandbox.until(lambda: len(posted(sandbox, "handover:")) == 2, "a second Connect Card")
    second = connect_card_arrives(sandbox)
    assert httpx.get(first).status_code == 410
    assert httpx.get(second).status_code == 200


def test_only_the_owner_gets_the_connect_card(sandbox: Sandbox, bot: Bot) -> None:
    address = up_to_connect_card(sandbox)

    state = sandbox.state("slack")

    rooms = [room for room in state["channels"] if address in str(room["messages"])]
    assert [room["user"] for room in rooms] == ["U0ADA"]
    assert address not in str(sandbox.state("jira"))
    assert sandbox.bo.reads("dm") == []


def test_the_connect_card_of_a_deleted_connection_is_spent(sandbox: Sandbox, bot: Bot) -> None:
    up_to_connect_card(sandbox)
    (connection,) = connections(sandbox, "salesforce")
    ident, key = connection["id"], ("sandbox-key", "sandbox-secret")
    httpx.delete(f"{sandbox.base_url}/fivetran/v1/connections/{ident}", auth=key).raise_for_status()
    for _look in range(5):  # missing, gone from the list, and twice denied by Fivetran
        sandbox.clock(advance=300)
        the_bot_looks_again(sandbox)
    sandbox.ada.reads(until="Retired")

    spent = sandbox.ada.reads("dm", until="The connection of Salesforce was deleted in Fivetran.")
    assert "Sign in at Fivetran" not in str([one["text"] for one in spent])
