"""Approvers may decide in Jira: the ticket's changelog is read by id, and the rules are those of the button."""

from typing import Any

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import card, our_tickets, the_ticket, thread
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import FORM, ada_asks, asks, bo_approves, card_waits, opens_form, sends

KEY = "DSRE-7"
REOPEN = {"name": "Reopen", "from": ["Approved"], "to": "Open"}


def time_passes(sandbox: Sandbox) -> None:
    """A minute passes, and the bot has read the tickets that wait."""
    sandbox.clock(advance=70)


def comments_of(sandbox: Sandbox) -> str:
    return "\n".join(comment["text"] for comment in the_ticket(sandbox)["comments"])


def status_of(sandbox: Sandbox) -> str:
    return str(the_ticket(sandbox)["status"])


def ada_waits(sandbox: Sandbox) -> None:
    ada_asks(sandbox)
    card_waits(sandbox)


def test_bo_approves_by_moving_the_ticket(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.jira.lag(seconds=0)
    sandbox.jira.webhook(url=f"{bot.url}/webhooks/jira", secret="sandbox-jira-hook")
    ada_waits(sandbox)

    sandbox.jira.moves(key=KEY, transition="Approve", by="bo")

    sandbox.rosa.reads("fivetran-discussion", until="Approved by Bo Lindqvist")
    sandbox.ada.reads("dm", until="Sign in at Fivetran")


def test_without_webhooks_a_moved_ticket_is_found_within_a_minute(sandbox: Sandbox, bot: Bot) -> None:
    ada_waits(sandbox)

    sandbox.jira.moves(key=KEY, transition="Decline", by="cleo")
    sandbox.clock(advance=90)

    sandbox.rosa.reads("fivetran-discussion", until="Declined by Cleo Marsh")


def test_an_approval_counts_although_a_rule_moved_the_ticket_on_at_once(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.jira.rule(status="Approved", transition="Start work")
    ada_waits(sandbox)

    sandbox.jira.moves(key=KEY, transition="Approve", by="bo")
    time_passes(sandbox)

    sandbox.rosa.reads(until="Approved by Bo Lindqvist")
    sandbox.ada.reads("dm", until="Sign in at Fivetran")
    assert status_of(sandbox) == "In Progress"
    assert "can't be moved" not in card(sandbox)["text"]


def test_an_approval_during_forty_minutes_of_downtime_is_not_lost(sandbox: Sandbox, bots: Bots) -> None:
    bot = bots.start()
    ada_waits(sandbox)
    bot.stop()

    sandbox.jira.moves(key=KEY, transition="Approve", by="bo")
    sandbox.clock(advance=40 * 60)
    bot.start()
    time_passes(sandbox)

    sandbox.rosa.reads(until="Approved by Bo Lindqvist")
    assert "a process went silent" not in bots.log()  # it stopped in peace, and its heartbeat with it


def test_an_approval_while_the_search_is_down_is_not_lost(sandbox: Sandbox, bot: Bot) -> None:
    ada_waits(sandbox)

    with sandbox.fault(kind="fail", service="jira", match="search/jql", times=None):
        sandbox.clock(advance=40 * 60)
        sandbox.jira.moves(key=KEY, transition="Approve", by="bo")
        time_passes(sandbox)
        sandbox.rosa.reads(until="Approved by Bo Lindqvist")


def test_an_approval_in_another_project_counts_and_the_card_has_the_new_key(sandbox: Sandbox, bot: Bot) -> None:
    ada_waits(sandbox)
    sandbox.jira.transfers(key=KEY, project="DENG", by="cleo")
    time_passes(sandbox)
    sandbox.ada.reads(until="DENG-8")

    sandbox.jira.moves(key="DENG-8", transition="Approve", by="bo")
    time_passes(sandbox)

    sandbox.rosa.reads(until="Approved by Bo Lindqvist")


def deletions_said(sandbox: Sandbox, card_ts: str) -> int:
    """How many lines in a card's thread say that the ticket was deleted."""
    return sum("was deleted" in line["text"] for line in sandbox.ada.reads(thread=card_ts)[1:])


def test_a_deleted_ticket_is_said_once_and_holds_up_no_other(sandbox: Sandbox, bot: Bot) -> None:
    ada_waits(sandbox)
    asks(sandbox.rosa, "hubspot", business_owner="ada")
    sandbox.until(lambda: len(our_tickets(sandbox)) == 2, "two tickets")
    sandbox.jira.deletes(key=KEY)
    sandbox.jira.moves(key="DSRE-8", transition="Approve", by="bo")
    time_passes(sandbox)

    sandbox.rosa.reads(until="Approved by Bo Lindqvist")
    sandbox.ada.reads(until="was deleted in Jira")
    (first,) = [message for message in sandbox.ada.reads() if "Salesforce" in message["text"]]
    sandbox.until(lambda: deletions_said(sandbox, first["ts"]), "a line in the thread")
    time_passes(sandbox)
    assert deletions_said(sandbox, first["ts"]) == 1

    sandbox.cleo.clicks("Approve", message=first["ts"])
    sandbox.ada.reads("dm", until="Sign in at Fivetran")


def test_a_move_without_the_right_is_undone_and_explained(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.jira.workflow(add_transition=REOPEN)
    ada_waits(sandbox)

    sandbox.jira.moves(key=KEY, transition="Approve", by="rosa")
    time_passes(sandbox)

    sandbox.until(lambda: "the request is still pending: Only approvers" in comments_of(sandbox), "a comment")
    sandbox.until(lambda: status_of(sandbox) == "Open", "the ticket is moved back")
    sandbox.until(lambda: any("still pending" in line for line in thread(sandbox)), "a line in the thread")
    assert "Waiting for approval" in card(sandbox)["text"]
    assert "can't be moved" not in card(sandbox)["text"]


def test_what_cannot_be_moved_back_is_said_on_the_card_until_it_can(sandbox: Sandbox, bot: Bot) -> None:
    ada_waits(sandbox)
    sandbox.jira.moves(key=KEY, transition="Approve", by="rosa")
    time_passes(sandbox)
    sandbox.ada.reads(until="Jira ticket DSRE-7 can't be moved to Open")

    sandbox.jira.workflow(add_transition=REOPEN)
    sandbox.clock(advance=11 * 60)

    sandbox.until(lambda: status_of(sandbox) == "Open", "the ticket is moved back")
    sandbox.until(lambda: "can't be moved" not in card(sandbox)["text"], "the card says nothing more")


def test_a_ticket_that_is_approved_after_the_request_was_declined_is_said(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.jira.workflow(add_transition={"name": "Reconsider", "from": ["Declined"], "to": "Approved"})
    ada_waits(sandbox)
    sandbox.jira.moves(key=KEY, transition="Decline", by="cleo")
    time_passes(sandbox)
    sandbox.ada.reads(until="Declined by Cleo Marsh")

    sandbox.jira.moves(key=KEY, transition="Reconsider", by="rosa")
    sandbox.clock(advance=100)

    sandbox.until(lambda: "the request is already declined" in comments_of(sandbox), "a comment")
    sandbox.ada.reads(until="Jira ticket DSRE-7 can't be moved to Declined")
    assert "Declined" in card(sandbox)["text"]


def test_a_move_for_answers_that_were_edited_afterwards_does_not_approve_them(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.jira.workflow(add_transition=REOPEN)
    opens_form(sandbox.ada, "hubspot")
    sends(sandbox.ada, FORM)
    card_waits(sandbox)

    sandbox.jira.moves(key=KEY, transition="Approve", by="bo")
    sandbox.ada.clicks("Edit")
    sends(sandbox.ada, {"access": "All of the company"})
    time_passes(sandbox)

    sandbox.until(lambda: "The request was edited in the meantime" in comments_of(sandbox), "a comment for Bo")
    sandbox.until(lambda: any("edited in the meantime" in line for line in thread(sandbox)), "a line for Ada")
    sandbox.until(lambda: status_of(sandbox) == "Open", "the ticket is moved back")
    assert "Waiting for approval" in card(sandbox)["text"]

    sandbox.jira.moves(key=KEY, transition="Approve", by="bo")
    time_passes(sandbox)
    sandbox.rosa.reads(until="Approved by Bo Lindqvist")


def test_approvers_decide_while_jira_hides_every_email(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.jira.emails(hidden=True)
    ada_waits(sandbox)

    sandbox.jira.moves(key=KEY, transition="Approve", by="bo")
    time_passes(sandbox)

    sandbox.rosa.reads(until="Approved by Bo Lindqvist")


UNKNOWN_ACCOUNT = "doesn't single out this account. An approver can decide on the card in Slack."


@pytest.mark.parametrize("trouble", ["ambiguous", "missing"])
def test_a_move_by_an_account_that_cannot_be_matched_is_answered_to_both(
    sandbox: Sandbox, bot: Bot, trouble: str
) -> None:
    sandbox.jira.emails(hidden=True, copied=["bo"] if trouble == "ambiguous" else [])
    sandbox.jira.permissions(revoke=["USER_PICKER"] if trouble == "missing" else [])
    ada_waits(sandbox)

    sandbox.jira.moves(key=KEY, transition="Approve", by="bo")
    time_passes(sandbox)

    sandbox.until(lambda: UNKNOWN_ACCOUNT in comments_of(sandbox), "a comment for Bo")
    answer = sandbox.ada.reads(thread=card(sandbox)["ts"], until=UNKNOWN_ACCOUNT)[-1]
    assert "@Ada Okafor" in answer["text"]
    assert "Waiting for approval" in card(sandbox)["text"]


@pytest.mark.parametrize("trouble", ["ambiguous", "missing"])
def test_the_settings_name_the_account_that_cannot_be_matched(sandbox: Sandbox, bots: Bots, trouble: str) -> None:
    bots.start(JIRA_ACCOUNTS="bo@example.com=5d00000000000000000000b0")
    sandbox.jira.emails(hidden=True, copied=["bo"] if trouble == "ambiguous" else [])
    sandbox.jira.permissions(revoke=["USER_PICKER"] if trouble == "missing" else [])
    ada_waits(sandbox)

    sandbox.jira.moves(key=KEY, transition="Approve", by="bo")
    time_passes(sandbox)

    sandbox.rosa.reads(until="Approved by Bo Lindqvist")


@pytest.mark.parametrize("is_hidden", [True, False])
def test_an_approver_removed_a_moment_ago_decides_nothing_in_jira(sandbox: Sandbox, bot: Bot, is_hidden: bool) -> None:
    sandbox.jira.emails(hidden=is_hidden)
    ada_waits(sandbox)
    sandbox.rosa.clicks("Approve")  # the bot has just asked who may approve
    sandbox.slack.group(remove=["bo"])

    sandbox.jira.moves(key=KEY, transition="Approve", by="bo")
    time_passes(sandbox)

    sandbox.until(lambda: "the request is still pending" in comments_of(sandbox), "a comment for Bo")
    assert "Waiting for approval" in card(sandbox)["text"]


def test_an_approver_added_a_moment_ago_decides_while_jira_hides_every_email(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.jira.emails(hidden=True)
    sandbox.slack.group(remove=["bo"])
    ada_waits(sandbox)
    sandbox.rosa.clicks("Approve")  # the bot has just asked who may approve
    sandbox.slack.group(add=["bo"])

    sandbox.jira.moves(key=KEY, transition="Approve", by="bo")
    time_passes(sandbox)

    sandbox.rosa.reads(until="Approved by Bo Lindqvist")


def test_sensitive_data_is_approved_in_jira_by_the_stricter_group_only(sandbox: Sandbox, bots: Bots) -> None:
    bots.start(APPROVERS="U0ROSA", SENSITIVE_APPROVER_GROUP="S0DATAENG")
    ada_asks(sandbox, "asana", sensitivity="personal data")
    card_waits(sandbox)

    sandbox.jira.moves(key=KEY, transition="Approve", by="rosa")
    time_passes(sandbox)

    sandbox.until(lambda: "needs a sensitive-data approver" in comments_of(sandbox), "a comment for Rosa")
    sandbox.ada.reads(until="Waiting for approval")


def test_a_request_that_no_approver_decides_expires(sandbox: Sandbox, bot: Bot) -> None:
    ada_waits(sandbox)

    sandbox.clock(advance=31 * 24 * 3600)

    sandbox.ada.reads(until="Expired")
    sandbox.until(lambda: status_of(sandbox) == "Withdrawn", "the ticket is closed")


LOST: dict[str, dict[str, Any]] = {
    "comment": {"match": "POST .*/comment", "status": 200, "times": 2},
    "transition": {"match": "POST .*/transitions", "status": 200, "times": 2},
}


@pytest.mark.parametrize("lost", LOST)
def test_a_web_page_in_place_of_jiras_answer_is_not_taken_for_success(sandbox: Sandbox, bot: Bot, lost: str) -> None:
    ada_waits(sandbox)
    sandbox.fault(kind="fail", service="jira", **LOST[lost])

    bo_approves(sandbox)
    sandbox.ada.reads(until="Waiting for credentials")
    sandbox.clock(advance=60)

    sandbox.until(lambda: "Approved by Bo Lindqvist." in comments_of(sandbox), "the comment arrives")
    sandbox.until(lambda: status_of(sandbox) == "In Progress", "the ticket follows")
