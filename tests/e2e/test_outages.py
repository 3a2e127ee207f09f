"""Services fail, slow down and lose their answers. Nothing is lost, and nothing is done twice."""

from contextlib import suppress

import pytest

from demo.stage import Bot
from sandbox.driver import Refused, Sandbox
from tests.e2e.support.assertions import ONE_OF_EACH, card, message_that_says, our_tickets, outcome, posted, strikes
from tests.e2e.support.steps import (
    ada_asks,
    bo_approves,
    connect_card_arrives,
    credentials_arrive,
    history_is_synced,
    time_for_a_look,
    up_to_approval,
)

HOUR = 3_600


def test_jira_is_down_for_an_hour_and_the_ticket_comes(sandbox: Sandbox, bot: Bot) -> None:
    with sandbox.fault(kind="fail", service="jira", times=None, status=503):
        ada_asks(sandbox)
        sandbox.ada.reads(until="Opening the ticket")
        sandbox.ada.reads(until="I'll keep retrying")
        for _ in range(6):
            sandbox.clock(advance=HOUR / 6)
        assert our_tickets(sandbox) == []

    sandbox.clock(advance=HOUR / 6)

    _patiently(sandbox, "Waiting for approval")
    assert "I'll keep retrying" not in card(sandbox)["text"]
    assert (len(our_tickets(sandbox)), len(posted(sandbox, "card:"))) == (1, 1)


def test_slack_takes_no_posts_for_a_while_and_the_card_comes(sandbox: Sandbox, bot: Bot) -> None:
    with sandbox.fault(kind="fail", service="slack", match="/api/chat", times=None) as trouble:
        ada_asks(sandbox)
        sandbox.until(lambda: our_tickets(sandbox), "the ticket")
        strikes(sandbox, trouble)
        sandbox.clock(advance=60)
        assert posted(sandbox, "card:") == []

    sandbox.clock(advance=60)

    _patiently(sandbox, "Waiting for approval")
    assert len(posted(sandbox, "card:")) == 1


def test_a_card_that_slack_no_longer_lets_the_bot_edit_is_posted_again(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    old = posted(sandbox, "card:")[0]
    sandbox.fault(kind="fail", service="slack", match="chat.update$", error="edit_window_closed", skip=1)

    bo_approves(sandbox)

    sandbox.until(lambda: len(posted(sandbox, "card:")) == 2, "the second card")
    connect_card_arrives(sandbox)
    new = message_that_says(sandbox.ada, "Waiting for credentials")
    assert f"p{old['ts'].replace('.', '')}) that can't be edited." in new["text"]
    assert outcome(sandbox).decisions == 1


def test_fivetran_is_left_alone_as_long_as_it_asks_for(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    trouble = sandbox.fault(kind="rate_limit", service="fivetran", match="/v1/connections", times=None, seconds=300)
    bo_approves(sandbox)
    sandbox.ada.reads(until="The Fivetran rate limit is reached. I'll keep retrying.")
    asked = len(sandbox.journal(service="fivetran"))

    for _ in range(4):
        _a_minute_passes(sandbox)

    assert len(sandbox.journal(service="fivetran")) == asked
    trouble.ends()
    sandbox.clock(advance=60)
    connect_card_arrives(sandbox)
    assert outcome(sandbox).connections == 1


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("jira", "POST /rest/api/3/issue$"),
        ("jira", "POST .*/remotelink$"),
        ("fivetran", "POST /v1/connections$"),
        ("fivetran", "PATCH "),
        ("slack", "chat.update$"),
    ],
)
def test_the_answer_to_a_call_is_lost_after_the_work_was_done(
    sandbox: Sandbox, bot: Bot, service: str, call: str
) -> None:
    trouble = sandbox.fault(kind="lose", service=service, match=call)

    ada_asks(sandbox)
    _patiently(sandbox, "Waiting for approval")
    bo_approves(sandbox)
    _patiently(sandbox, "Waiting for credentials")
    credentials_arrive(sandbox)
    _patiently(sandbox, "Historical sync is running")
    history_is_synced(sandbox)

    assert trouble.id not in [one["id"] for one in sandbox.faults()]
    _patiently(sandbox, "first data of Salesforce", thread=card(sandbox)["ts"])
    assert outcome(sandbox) == ONE_OF_EACH


@pytest.mark.parametrize("skip", [0, 1, 2, 3], ids=["confirmation", "card", "Connect Card", "thread"])
def test_the_answer_to_a_message_is_lost_after_it_was_posted(sandbox: Sandbox, bot: Bot, skip: int) -> None:
    sandbox.ada.reads(until="broke")  # what the patrol has to say is said; from now on it is all about Ada
    trouble = sandbox.fault(kind="lose", service="slack", match="chat.postMessage$", skip=skip)

    ada_asks(sandbox)
    _patiently(sandbox, "Waiting for approval")
    bo_approves(sandbox)
    _patiently(sandbox, "approved this", thread=card(sandbox)["ts"])

    assert trouble.id not in [one["id"] for one in sandbox.faults()]
    assert outcome(sandbox) == ONE_OF_EACH
    assert len(posted(sandbox, "journey:")) == 1
    assert len(posted(sandbox, "thread:")) == 1


def test_a_comment_whose_answer_is_lost_stands_there_once(sandbox: Sandbox, bot: Bot) -> None:
    trouble = sandbox.fault(kind="lose", service="jira", match="POST .*/comment$")

    up_to_approval(sandbox)
    bo_approves(sandbox)

    _patiently(sandbox, "approved this", thread=card(sandbox)["ts"])
    sandbox.clock(advance=60)
    sandbox.until(lambda: len(our_tickets(sandbox)[0]["comments"]) == 2, "both comments")
    assert trouble.id not in [one["id"] for one in sandbox.faults()]
    assert outcome(sandbox).decisions == 1


def _patiently(sandbox: Sandbox, words: str, **where: str) -> None:
    """Let half minutes pass until `words` are there: what failed is tried again later."""
    for _ in range(8):
        with suppress(Refused):
            sandbox.ada.reads(until=words, timeout=2, **where)
            return
        sandbox.clock(advance=30)
    raise AssertionError(f"Nobody ever said “{words}”:\n{sandbox.ada.reads(**where)}")


def _a_minute_passes(sandbox: Sandbox) -> None:
    """… and the bot has looked into Jira, as it does every minute."""
    before = sandbox.journal()[-1]["number"]
    time_for_a_look(sandbox)
    sandbox.until(lambda: sandbox.journal(before, service="jira"), "a look into Jira")
