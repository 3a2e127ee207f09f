"""Who can decide, who can't, and the reply to a second decision."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_sdk import WebClient

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import (
    ONE_OF_EACH,
    all_whispers,
    card,
    connections,
    outcome,
    posted,
    strikes,
    the_ticket,
    thread,
    whispers,
)
from tests.e2e.support.steps import ada_withdraws, bo_approves, connect_card_arrives, up_to_approval

REASON = "The sales team has this data already: use the dataset sales_core."


def test_a_decline_needs_a_reason_that_is_shown_everywhere(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    sandbox.bo.clicks("Decline")
    sandbox.bo.sees(until="Reason")

    short = sandbox.bo.sends_form(reason="No.")
    sent = sandbox.bo.sends_form(reason=REASON)

    assert "what the requester can do instead" in short["errors"]["reason"]
    assert sent["closed"]
    sandbox.ada.reads(until="Declined by Bo Lindqvist")
    sandbox.ada.reads(thread=card(sandbox)["ts"], until=REASON)
    sandbox.until(lambda: the_ticket(sandbox)["status"] == "Declined", "the ticket is declined")
    assert f"Reason: {REASON}" in the_ticket(sandbox)["comments"][0]["text"]
    assert connections(sandbox, "salesforce") == []


def test_the_requester_withdraws(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)

    ada_withdraws(sandbox)

    sandbox.ada.reads(until="Withdrawn by Ada Okafor")
    sandbox.until(lambda: the_ticket(sandbox)["status"] == "Withdrawn", "the ticket is withdrawn")
    assert connections(sandbox, "salesforce") == []


def test_a_withdrawal_asks_first_and_counts_once(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    sandbox.ada.clicks("Withdraw")
    asked = sandbox.ada.sees(until="[Keep request]")["modal"]["text"]
    sandbox.ada.closes()
    assert "No connection is created, and DSRE-" in asked
    assert "Waiting for approval" in card(sandbox)["text"]

    with sandbox.fault(kind="deliver_twice", service="slack", match="view_submission"):
        ada_withdraws(sandbox)

    sandbox.ada.reads(until="Withdrawn by Ada Okafor")
    sandbox.ada.reads(thread=card(sandbox)["ts"], until="withdrew")
    assert len([line for line in thread(sandbox) if "withdrew" in line]) == 1
    assert all_whispers(sandbox) == []


def test_only_the_requester_can_withdraw(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)

    sandbox.cleo.clicks("Withdraw")

    sandbox.cleo.sees(until="Only the requester can withdraw a request.")
    assert "[Withdraw]" not in sandbox.cleo.sees()["modal"]["text"]
    assert "Waiting for approval" in card(sandbox)["text"]


def test_the_buttons_of_a_card_from_before_the_menu_still_work(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    old = a_card_from_before(sandbox)

    sandbox.ada.clicks("edit_request", message=old)
    sandbox.ada.sees(until="Edit your request")
    sandbox.ada.closes()
    sandbox.bo.clicks("reassign_request", message=old)
    sandbox.bo.sees(until="New person")
    sandbox.bo.closes()
    sandbox.bo.clicks("Remove from history", message=old)
    sandbox.bo.sees(until="Which text?")
    sandbox.bo.closes()
    sandbox.ada.clicks("withdraw_request", message=old, wait=0)

    sandbox.ada.reads(until="Withdrawn by Ada Okafor")


def a_card_from_before(sandbox: Sandbox) -> str:
    """Post a card of the request as an earlier version drew it, and return its time."""
    (request_card,) = posted(sandbox, "card:")
    value = request_card["blocks"][-1]["elements"][0]["value"]
    names = {"edit_request": "Edit", "withdraw_request": "Withdraw", "reassign_request": "Reassign"}
    text = {name: {"type": "plain_text", "text": label} for name, label in names.items()}
    buttons = [{"type": "button", "action_id": name, "text": text[name], "value": value} for name in names]
    removal = {"text": {"type": "plain_text", "text": "Remove from history"}, "value": value}
    accessory = {"type": "overflow", "action_id": "remove_text", "options": [removal]}
    words = {"type": "mrkdwn", "text": "Ada Okafor requested Salesforce"}
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": words, "accessory": accessory},
        {"type": "actions", "block_id": "decide:1", "elements": buttons},
    ]
    slack = WebClient(token="xoxb-sandbox", base_url=f"{sandbox.base_url}/slack/api/")
    return str(slack.chat_postMessage(channel="C0FIVETRAN", text="An old card", blocks=blocks)["ts"])


def test_an_approver_cannot_approve_their_own_request(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.slack.group(add=["ada"])
    up_to_approval(sandbox)

    replies = whispers(sandbox.ada.clicks("Approve"))

    assert replies == ["You requested this connector, so another approver has to decide."]
    assert "Waiting for approval" in card(sandbox)["text"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rosa", "Only approvers can decide on connector requests."),
        ("gus", "Guests can't do that."),
        ("pia", "Only members of this workspace can do that."),
    ],
)
@pytest.mark.parametrize("button", ["Approve", "Decline"])
def test_only_approvers_decide(sandbox: Sandbox, bot: Bot, name: str, words: str, button: str) -> None:
    sandbox.slack.group(add=["gus", "pia"])
    sandbox.slack.share(channel="C0FIVETRAN")
    up_to_approval(sandbox)

    answer = getattr(sandbox, name).clicks(button)

    form = getattr(sandbox, name).sees(until=words)["modal"]["text"] if button == "Decline" else ""
    assert any(words in told for told in [*whispers(answer), form])
    assert "Waiting for approval" in card(sandbox)["text"]


def test_an_approver_who_left_decides_nothing(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    with sandbox.fault(kind="deliver_late", service="slack", match="block_actions", seconds=60):
        sandbox.bo.clicks("Approve", wait=0)
        sandbox.slack.deactivate(user="bo")

        sandbox.clock(advance=61)

    sandbox.until(
        lambda: [one for one in sandbox.journal(service="slack") if "This account can't" in str(one["request"])],
        "a reply that the account can't decide",
    )
    assert "Waiting for approval" in card(sandbox)["text"]


def test_the_second_approver_is_told_who_decided_and_when(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    with sandbox.fault(kind="hold", service="slack", match="chat.update", times=None) as trouble:
        bo_approves(sandbox)
        strikes(sandbox, trouble)

        replies = whispers(sandbox.cleo.clicks("Approve"))

    assert len(replies) == 1
    assert re.fullmatch(r"Bo Lindqvist approved this \((today|yesterday) at \d+:\d\d [AP]M\)\.", replies[0])
    connect_card_arrives(sandbox)
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")


def test_two_presses_of_the_same_button_decide_once(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: sandbox.bo.clicks("Approve", wait=0), range(2)))

    connect_card_arrives(sandbox)
    sandbox.ada.reads(thread=card(sandbox)["ts"], until="approved this")
    assert outcome(sandbox) == ONE_OF_EACH
    assert sum("approved this" in line for line in thread(sandbox)) == 1


def test_an_approval_is_a_comment_and_a_transition(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)

    bo_approves(sandbox)

    sandbox.until(lambda: the_ticket(sandbox)["status"] == "Approved", "the ticket is approved")
    assert the_ticket(sandbox)["comments"][0]["text"].startswith("Approved by Bo Lindqvist.")


def test_an_ambiguous_workflow_gets_a_comment_only(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.jira.workflow(add_transition={"name": "Wave through", "from": ["Open"], "to": "Approved"})
    up_to_approval(sandbox)

    bo_approves(sandbox)

    sandbox.until(lambda: the_ticket(sandbox)["comments"], "the comment")
    connect_card_arrives(sandbox)
    sandbox.ada.reads(thread=card(sandbox)["ts"], until="approved this")
    assert the_ticket(sandbox)["status"] == "Open"


def test_a_decision_waits_as_long_as_slack_asks(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    before = sandbox.journal()[-1]["number"]
    with sandbox.fault(kind="rate_limit", service="slack", match="users.info", seconds=3):
        bo_approves(sandbox)
        connect_card_arrives(sandbox)

    asked = [one for one in sandbox.journal(before, path="/api/users.info") if "U0BO" in str(one["request"])]
    assert [one["status"] for one in asked] == [429, 200]
    assert asked[1]["at"] - asked[0]["at"] >= 3


def test_an_approver_removed_a_moment_ago_decides_nothing(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    whispers(sandbox.rosa.clicks("Approve"))  # the bot has just asked who may approve
    sandbox.slack.group(remove=["bo"])

    (reply,) = whispers(sandbox.bo.clicks("Approve"))

    assert reply.startswith("Only approvers can decide on connector requests.")
    assert "Waiting for approval" in card(sandbox)["text"]
