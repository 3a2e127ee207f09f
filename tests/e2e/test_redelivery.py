"""Slack says things twice, late, and all at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import ONE_OF_EACH, all_whispers, card, our_tickets, outcome, posted, thread
from tests.e2e.support.steps import (
    FORM,
    bo_approves,
    card_waits,
    connect_card_arrives,
    opens_form,
    sends,
    the_bot_looks_again,
    up_to_approval,
    up_to_connect_card,
)

BOTH_DOORS = pytest.mark.parametrize("door", ["socket", "http"], indirect=True)
PEOPLE = ("ada", "bo", "cleo", "rosa")


def test_a_form_that_is_delivered_twice_makes_one_request(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "salesforce")

    with sandbox.fault(kind="deliver_twice", service="slack", match="view_submission"):
        assert sends(sandbox.ada, FORM)["closed"]
    again = sandbox.ada.redelivers()

    card_waits(sandbox)
    assert again["answer"] in (None, "", {}, {"response_action": "clear"})
    assert (len(our_tickets(sandbox)), len(posted(sandbox, "card:"))) == (1, 1)


def test_a_redelivered_click_decides_once_without_a_second_reply(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)

    with sandbox.fault(kind="deliver_twice", service="slack", match="block_actions"):
        bo_approves(sandbox)
    again = sandbox.bo.redelivers()

    connect_card_arrives(sandbox)
    sandbox.ada.reads(thread=card(sandbox)["ts"], until="approved this")
    assert outcome(sandbox) == ONE_OF_EACH
    assert again["error"] is None
    assert all_whispers(sandbox) == []
    assert sum("approved this" in line for line in thread(sandbox)) == 1


def test_a_wish_for_a_fresh_card_that_is_delivered_twice_is_one_wish(sandbox: Sandbox, bot: Bot) -> None:
    up_to_connect_card(sandbox)
    sandbox.ada.reads(thread=card(sandbox)["ts"], until="approved this")

    with sandbox.fault(kind="deliver_twice", service="slack", match="block_actions"):
        sandbox.ada.clicks("Get sign-in link", in_="dm")
    sandbox.ada.redelivers()

    sandbox.until(lambda: len(posted(sandbox, "handover:")) == 2, "a second Connect Card")
    the_bot_looks_again(sandbox)
    assert len(posted(sandbox, "handover:")) == 2


@BOTH_DOORS
def test_forty_simultaneous_clicks_are_all_acked_while_every_backend_hangs(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    for service, calls in (("jira", ""), ("fivetran", ""), ("slack", "/api/chat")):
        sandbox.fault(kind="hold", service=service, match=calls, times=None)

    with ThreadPoolExecutor(40) as pool:
        people = [getattr(sandbox, PEOPLE[number % 4]) for number in range(40)]
        clicked = list(pool.map(lambda one: one.clicks("Approve", wait=0), people))

    assert [answer["error"] for answer in clicked] == [None] * 40
    sandbox.calm()
    connect_card_arrives(sandbox)
    sandbox.ada.reads(thread=card(sandbox)["ts"], until="approved this")
    assert outcome(sandbox) == ONE_OF_EACH
    heard = lambda: len(all_whispers(sandbox)) == 39  # noqa: E731
    sandbox.until(heard, "a reply to everyone else", timeout=60)


@BOTH_DOORS
def test_the_first_command_is_acked_though_slack_does_not_even_say_who_we_are(sandbox: Sandbox, bot: Bot) -> None:
    with sandbox.fault(kind="hold", service="slack", match="auth.test", times=None):
        answer = sandbox.ada.types("/connector help")

    assert answer["error"] is None
