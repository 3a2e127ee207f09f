"""One direct message follows a request from its form to its data, and through its first trouble."""

from typing import Any

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import connections, our_tickets, posted, the_ticket
from tests.e2e.support.steps import (
    PURPOSE,
    ada_asks,
    card_waits,
    connect_card_arrives,
    credentials_arrive,
    history_begins,
    history_is_synced,
    the_bot_looks_again,
    up_to_approval,
)

A_DAY = 86_400
REASON = "The sales team has this data already: use the dataset sales_core."


def follows(sandbox: Sandbox, words: str) -> dict[str, Any]:
    """Wait until the newest direct message to Ada has these words."""
    return dict(sandbox.until(lambda: next((one for one in dms(sandbox)[-1:] if words in one["text"]), None), words))


def dms(sandbox: Sandbox) -> list[dict[str, Any]]:
    return list(sandbox.ada.reads("dm"))


def test_one_message_follows_a_request(sandbox: Sandbox, bot: Bot) -> None:
    with sandbox.fault(kind="fail", service="jira", times=None):
        ada_asks(sandbox)
        sent = follows(sandbox, "Request sent: Salesforce → dev-fivetran.salesforce.")
    assert "Bo Lindqvist or Cleo Marsh will review it." in sent["text"]
    assert sent["text"].endswith("[Show details] [Edit] [Withdraw]")
    sandbox.clock(advance=60)
    card_waits(sandbox)

    sandbox.ada.clicks("Show details", in_="dm")
    sandbox.ada.sees(until=PURPOSE)
    sandbox.bo.clicks("Approve", wait=0)
    connect_card_arrives(sandbox)
    sandbox.until(lambda: "a newer message continues this" in dms(sandbox)[0]["text"], "the confirmation is spent")
    credentials_arrive(sandbox)
    history_begins(sandbox)
    signed_in = follows(sandbox, "You're signed in. Fivetran is loading the history of Salesforce")
    history_is_synced(sandbox)
    live = follows(sandbox, "Your Salesforce data is in dev-fivetran.salesforce.")

    assert signed_in["ts"] == live["ts"]
    assert "[Open in BigQuery]" in live["text"]
    assert len(dms(sandbox)) == 2
    sandbox.fivetran.breaks(schema="salesforce")
    the_bot_looks_again(sandbox)
    follows(sandbox, "You need to sign in again: Fivetran can't read Salesforce any more.")
    sandbox.ada.clicks("Get sign-in link", in_="dm")
    again = follows(sandbox, "Sign in at Fivetran to renew the access to Salesforce.")
    assert [one["text"].count("[") for one in dms(sandbox)[:-1]] == [0, 0, 0]
    credentials_arrive(sandbox)
    the_bot_looks_again(sandbox)
    follows(sandbox, "The last sync of Salesforce failed. Fivetran tries again at the next sync.")
    sandbox.clock(advance=A_DAY)
    the_bot_looks_again(sandbox)
    assert follows(sandbox, "Your Salesforce data is in")["ts"] == again["ts"]


def test_a_declined_request_is_changed_and_sent_again(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    sandbox.bo.clicks("Decline")
    sandbox.bo.sees(until="Reason")
    assert sandbox.bo.sends_form(reason=REASON)["closed"]
    follows(sandbox, f"Bo Lindqvist declined Salesforce: {REASON}")

    sandbox.ada.clicks("Change and resend", in_="dm")
    opened = sandbox.ada.sees(until=PURPOSE)["modal"]["text"]
    sent = sandbox.ada.sends_form(purpose="Planning sales for the fourth quarter")

    assert "Declined by Bo Lindqvist" in opened
    assert REASON in opened
    assert sent["closed"], sent
    follows(sandbox, "Request sent: Salesforce")
    sandbox.ada.reads(until="Planning sales for the fourth quarter")
    assert len(posted(sandbox, "card:")) == 2
    assert connections(sandbox, "salesforce") == []


def test_an_approval_does_not_wait_for_jira(sandbox: Sandbox, bot: Bot) -> None:
    with sandbox.fault(kind="fail", service="jira", times=None):
        ada_asks(sandbox)
        sandbox.bo.reads(until="Bo Lindqvist or Cleo Marsh can decide.")
        assert "[Approve]" in sandbox.bo.opens_home(until="Waiting for your decision")["home"]["text"]
        sandbox.bo.clicks("Approve", in_="home", wait=0)
        connect_card_arrives(sandbox)
        assert our_tickets(sandbox) == []

    sandbox.clock(advance=600)

    ticket = sandbox.until(lambda: next(iter(our_tickets(sandbox)), None), "the ticket")
    sandbox.until(lambda: the_ticket(sandbox)["status"] == "In Progress", "the ticket follows")
    assert "Salesforce" in ticket["fields"]["summary"]


def test_sign_ins_that_break_at_once_share_a_message(sandbox: Sandbox, bot: Bot) -> None:
    services = {"salesforce": "Salesforce", "hubspot": "HubSpot", "zoom": "Zoom"}
    for service, name in services.items():
        ada_asks(sandbox, service, **({"schema": "zoom_team"} if service == "zoom" else {}))
        sandbox.bo.reads(until=f"Ada Okafor requested {name}")
        sandbox.bo.clicks("Approve", containing=f"requested {name}", wait=0)
        follows(sandbox, f"approved {name}. Sign in at Fivetran")
        credentials_arrive(sandbox, "zoom_team" if service == "zoom" else service)
        the_bot_looks_again(sandbox)
        follows(sandbox, f"Fivetran is loading the history of {name}")
    before = len(dms(sandbox))

    for schema in ("salesforce", "hubspot", "zoom_team"):
        sandbox.fivetran.breaks(schema=schema)
    the_bot_looks_again(sandbox)

    said = follows(sandbox, "You also need to sign in again to 2 other connections:")
    assert [name for name in services.values() if name not in said["text"]] == []
    assert len(dms(sandbox)) == before + 1
    sandbox.ada.clicks("Get sign-in link", in_="dm")
    follows(sandbox, "Sign in at Fivetran to renew the access to")
