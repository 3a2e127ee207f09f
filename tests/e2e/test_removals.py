"""Remove from history: a text is gone from Slack, Jira, and the database."""

from pathlib import Path

import pytest

from demo.stage import Bot
from sandbox.driver import Person, Sandbox
from tests.e2e.support.assertions import all_whispers, card, strikes, the_ticket
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import (
    PURPOSE,
    ada_asks,
    bo_approves,
    card_waits,
    connect_card_arrives,
    sends,
    up_to_approval,
)

REASON = "Ask Tyrell Corporation, their contract has this data already."
MAPPED = {"JIRA_FIELDS": '{"customfield_10050": "{purpose}"}'}


def removes(person: Person, what: str) -> None:
    """Open the menu of the newest card, and remove a text."""
    person.clicks("Remove from history")
    person.sees(until="Which text?")
    assert person.sends_form(text=what)["closed"]


def declines(sandbox: Sandbox) -> None:
    sandbox.bo.clicks("Decline")
    sandbox.bo.sees(until="Reason")
    assert sandbox.bo.sends_form(reason=REASON)["closed"]


def is_gone(sandbox: Sandbox, text: str) -> bool:
    """Whether neither Slack nor the ticket shows the text. Jira's own changelog keeps it."""
    ticket = {name: value for name, value in the_ticket(sandbox).items() if name not in {"changelog", "history"}}
    return text not in str(sandbox.state("slack")["channels"]) and text not in str(ticket)


def is_stored(folder: Path, text: str) -> bool:
    """Whether a file of the bot's tables or of the work queue holds the text: in a row, a free page, or the log."""
    return any(text.encode() in file.read_bytes() for file in folder.glob("desk*.sqlite3*"))


def test_the_requester_removes_the_purpose_before_the_decision(sandbox: Sandbox, bots: Bots) -> None:
    bots.start(**MAPPED)
    up_to_approval(sandbox)

    removes(sandbox.ada, "purpose")

    sandbox.until(lambda: is_gone(sandbox, PURPOSE), "the purpose is gone")
    sandbox.bo.reads(until="Ada Okafor removed the purpose from history")
    sandbox.ada.reads(thread=card(sandbox)["ts"], until="Ada Okafor removed the purpose from history.")
    sandbox.until(lambda: "removed the purpose" in str(the_ticket(sandbox)["comments"]), "a comment")
    assert ">Removed" in str(sandbox.state("slack")["channels"])
    bo_approves(sandbox)
    connect_card_arrives(sandbox)


def test_an_edit_that_was_opened_before_brings_no_text_back(sandbox: Sandbox, bots: Bots) -> None:
    bots.start()
    up_to_approval(sandbox)
    sandbox.ada.clicks("Edit")
    removes(sandbox.bo, "purpose")
    sandbox.until(lambda: is_gone(sandbox, PURPOSE), "the purpose is gone")

    answer = sends(sandbox.ada, {"access": "All of the company"})

    assert "changed after you opened this form" in str(answer["errors"])
    assert is_gone(sandbox, PURPOSE)


def test_an_approver_removes_the_reason_of_a_decline(sandbox: Sandbox, bots: Bots, tmp_path: Path) -> None:
    bots.start()
    up_to_approval(sandbox)
    declines(sandbox)
    sandbox.until(lambda: REASON in str(the_ticket(sandbox)["comments"]), "the reason is on the ticket")
    sandbox.ada.reads(thread=card(sandbox)["ts"], until=REASON)

    removes(sandbox.bo, "decision_reason")

    sandbox.until(lambda: is_gone(sandbox, REASON), "the reason is gone")
    sandbox.until(lambda: "You removed the reason" in str(all_whispers(sandbox)), "Bo is told")
    assert is_stored(tmp_path, PURPOSE)
    sandbox.until(lambda: not is_stored(tmp_path, REASON), "the database forgets it")


def test_a_confidential_reason_is_removed_from_the_direct_message(sandbox: Sandbox, bot: Bot) -> None:
    ada_asks(sandbox, "hubspot", sensitivity="personal_data")
    card_waits(sandbox)
    sandbox.bo.clicks("Show details")
    sandbox.bo.sees(until=PURPOSE)
    declines(sandbox)
    sandbox.ada.reads("dm", until=REASON)
    sandbox.bo.clicks("Show details")
    sandbox.bo.sees(until=PURPOSE)

    removes(sandbox.bo, "decision_reason")

    sandbox.until(lambda: is_gone(sandbox, REASON), "the reason is gone")
    sandbox.gus.reads(until="Declined")


def test_what_slack_keeps_is_linked_for_the_person_who_removed_it(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    old = card(sandbox)["ts"]
    edits = sandbox.fault(kind="fail", service="slack", match="chat.update$", error="edit_window_closed", times=None)
    sandbox.ada.clicks("Edit")
    assert sends(sandbox.ada, {"access": "All of the company"})["closed"]
    sandbox.ada.reads(until="that can't be edited")
    edits.ends()
    deletions = sandbox.fault(
        kind="fail", service="slack", match="chat.delete$", error="cant_delete_message", times=None
    )

    removes(sandbox.ada, "purpose")

    link = f"p{old.replace('.', '')}"
    sandbox.until(lambda: [one for one in all_whispers(sandbox) if "can't erase the purpose" in one], "Ada is told")
    (told,) = [one for one in all_whispers(sandbox) if "can't erase" in one]
    assert link in told
    deletions.ends()
    sandbox.clock(advance=600)
    sandbox.until(lambda: is_gone(sandbox, PURPOSE), "the purpose is gone")
    sandbox.until(lambda: link not in card(sandbox)["text"], "the card links no deleted message")


def test_others_are_told_who_can(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)

    sandbox.rosa.clicks("Remove from history")

    sandbox.rosa.sees(until="Only the requester and the approvers of a request")
    assert PURPOSE in card(sandbox)["text"]


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("slack", "POST /api/chat.update"),
        ("jira", "PUT .*/issue/[^/]+$"),
        ("jira", "PUT .*/comment/"),
    ],
    ids=["card", "ticket", "comment"],
)
def test_a_bot_that_is_killed_goes_on_with_it(sandbox: Sandbox, bots: Bots, service: str, call: str) -> None:
    bot = bots.start()
    up_to_approval(sandbox)
    declines(sandbox)
    sandbox.until(lambda: REASON in str(the_ticket(sandbox)["comments"]), "the reason is on the ticket")
    sandbox.ada.reads(thread=card(sandbox)["ts"], until=REASON)
    trouble = sandbox.fault(kind="hold", service=service, match=call)

    removes(sandbox.bo, "decision_reason")
    strikes(sandbox, trouble)
    bot.kill()
    trouble.ends()
    bot.start()

    sandbox.until(lambda: is_gone(sandbox, REASON), "the reason is gone")
