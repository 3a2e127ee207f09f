"""While Slack can't say who a person is, nothing of their wish is shown to others or written to Jira."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import pytest

from demo.stage import Bot
from sandbox.driver import Person, Sandbox
from tests.e2e.support.assertions import all_whispers, message_that_says, strikes
from tests.e2e.support.steps import PURPOSE, up_to_approval

WISHES = (
    "/connector subscribe everything critical",
    "/connector quiet 22-7",
    "/connector budget 5",
    "/connector digest daily 9:00",
    "/connector digest now",
    "/connector link casa_verde brave_otter",
    "@Connector Desk who owns google_ads?",
)


def seen_by_all(sandbox: Sandbox) -> list[str]:
    """What everyone can read, without what people typed: the bot's posts, and the tickets with their comments."""
    channels = [one for one in sandbox.state("slack")["channels"] if one["id"].startswith("C")]
    posts = [one for channel in channels for one in channel["messages"] if "ephemeral_for" not in one]
    tickets = sandbox.state("jira")["issues"]
    return [str(one["text"]) for one in posts if one.get("bot_id")] + [str(one["comments"]) for one in tickets]


@pytest.mark.parametrize("wish", WISHES)
def test_a_guest_is_known_before_anything_is_shown(sandbox: Sandbox, bot: Bot, wish: str) -> None:
    sandbox.ada.reads(until="broken authorization")
    before = seen_by_all(sandbox)
    assert "sign in · production" in str(before)
    trouble = sandbox.fault(kind="fail", service="slack", match="users.info", status=503, times=None)

    sandbox.gus.types(wish, wait=0)
    strikes(sandbox, trouble)
    assert seen_by_all(sandbox) == before
    trouble.ends()
    sandbox.clock(advance=30)
    sandbox.gus.types(wish, wait=0)

    sandbox.until(lambda: any("Guests can't" in text for text in all_whispers(sandbox)), "the refusal")
    assert seen_by_all(sandbox) == before


def test_a_guest_is_known_before_a_ticket_for_access_opens(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.ada.reads(until="broken authorization")
    sandbox.rosa.types("@Connector Desk how do I get access to fivetran?", wait=0)
    thread = message_that_says(sandbox.rosa, "how do I get access")["ts"]
    sandbox.rosa.reads(thread=thread, until="Access is for employees only")
    before = seen_by_all(sandbox)
    trouble = sandbox.fault(kind="fail", service="slack", match="users.info", status=503, times=None)

    sandbox.gus.clicks("Request access", thread=thread)
    assert sandbox.gus.sends_form(who="ghaines", what="Fivetran", why="To see the tables of the campaign")["closed"]
    strikes(sandbox, trouble)
    assert seen_by_all(sandbox) == before
    trouble.ends()
    sandbox.clock(advance=60)

    sandbox.gus.reads("dm", until="Guests can't")
    assert seen_by_all(sandbox) == before


class Press(NamedTuple):
    """A press on a message that `prepare` returns, and what can be read once a member's press is done."""

    prepare: Callable[[Sandbox], str]
    press: Callable[[Person, str], Any]
    member: str
    done: str
    trouble: str = "fail"


def an_incident(sandbox: Sandbox) -> str:
    return str(message_that_says(sandbox.ada, "broken authorization")["ts"])


def a_question_to_people(sandbox: Sandbox) -> str:
    return str(sandbox.rosa.types("how do I get access to fivetran?")["ts"])


def an_answer(sandbox: Sandbox) -> str:
    asked = sandbox.rosa.types("@Connector Desk how do I get access to fivetran?", wait=0)["ts"]
    return str(sandbox.rosa.reads(thread=asked, until="Access is for employees only")[-1]["ts"])


def a_card(sandbox: Sandbox) -> str:
    up_to_approval(sandbox)
    return str(message_that_says(sandbox.ada, "Waiting for approval")["ts"])


def a_confidential_card(sandbox: Sandbox) -> str:
    up_to_approval(sandbox, sensitivity="personal_data")
    return str(message_that_says(sandbox.ada, "Waiting for approval")["ts"])


def a_card_without_a_requester(sandbox: Sandbox) -> str:
    card = a_card(sandbox)
    sandbox.slack.deactivate(user="ada")
    sandbox.until(lambda: str(seen_by_all(sandbox)).count("has left") == 2, "thread and ticket say so")
    return card


def clicks(button: str) -> Callable[[Person, str], Any]:
    return lambda person, message: person.clicks(button, message=message, wait=0)


def snoozes(person: Person, message: str) -> None:
    person.chooses({"incident_snooze": "1 h"}, in_="fivetran-discussion", message=message)


def wants_it_answered(person: Person, message: str) -> None:
    person.uses("answer_this", message=message, wait=0)


SAID_WHY = "Nothing changed. Please try again in a minute"
PRESSES = {
    "acknowledge": Press(an_incident, clicks("I'm on it"), "bo", "Bo Lindqvist is on it"),
    "acknowledge, held": Press(an_incident, clicks("I'm on it"), "bo", "Bo Lindqvist is on it", "hold"),
    "run setup tests": Press(an_incident, clicks("Run setup tests"), "bo", "Bo Lindqvist ran the setup tests"),
    "snooze": Press(an_incident, snoozes, "bo", "snoozed until"),
    "answer this": Press(a_question_to_people, wants_it_answered, "cleo", "you can't see or create connectors"),
    "answer this, held": Press(
        a_question_to_people, wants_it_answered, "cleo", "you can't see or create connectors", "hold"
    ),
    "helped": Press(an_answer, clicks("That helped"), "cleo", "Thanks for the feedback!"),
    "not quite": Press(an_answer, clicks("Not quite"), "cleo", "Sorry that didn't help."),
    "ask people": Press(an_answer, clicks("Ask a person"), "cleo", "I've passed your question to the team"),
    "take over": Press(a_card_without_a_requester, clicks("Take over"), "bo", "You took over this request."),
    "reassign": Press(a_card, clicks("Reassign"), "bo", SAID_WHY),
    "remove": Press(a_card, clicks("Remove from history"), "bo", SAID_WHY),
    "show details": Press(a_confidential_card, clicks("Show details"), "bo", SAID_WHY),
    "show details, held": Press(a_confidential_card, clicks("Show details"), "bo", PURPOSE, "hold"),
}


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
def test_a_press_waits_until_slack_says_who_it_is(sandbox: Sandbox, bot: Bot, press: Press) -> None:
    an_incident(sandbox)  # the first poll is over
    message = press.prepare(sandbox)
    before = everything_seen(sandbox)
    trouble = sandbox.fault(kind=press.trouble, service="slack", match="users.info", status=503, times=None)

    press.press(sandbox.gus, message)
    strikes(sandbox, trouble)
    assert everything_seen(sandbox) == before
    trouble.ends()
    sandbox.until(partial(is_told, sandbox, "gus", "Guests can't", SAID_WHY), "Gus is told")
    assert "Loading" not in str(sandbox.gus.sees()["modal"])
    assert everything_seen(sandbox) == before

    with sandbox.fault(kind=press.trouble, service="slack", match="users.info", status=503, times=None) as trouble:
        press.press(getattr(sandbox, press.member), message)
        strikes(sandbox, trouble)
        assert everything_seen(sandbox) == before
    sandbox.until(partial(is_told, sandbox, press.member, press.done), "the press is done, or its person is told")


@pytest.mark.parametrize(
    ("button", "fields", "done"),
    [
        ("Decline", {"reason": "Use the connection that marketing already has."}, "Declined"),
        ("Reassign", {"role": "business_owner", "person": "cleo"}, "Cleo Marsh is now the business owner."),
        ("Remove from history", {"text": "purpose"}, "You removed the purpose from history."),
    ],
)
def test_a_form_waits_until_slack_says_who_sent_it(
    sandbox: Sandbox, bot: Bot, button: str, fields: dict[str, str], done: str
) -> None:
    an_incident(sandbox)
    message = a_card(sandbox)
    sandbox.bo.clicks(button, message=message)
    sandbox.until(lambda: (sandbox.bo.sees()["modal"] or {}).get("fields"), "the form")
    before = everything_seen(sandbox)

    with sandbox.fault(kind="fail", service="slack", match="users.info", status=503, times=None) as trouble:
        assert sandbox.bo.sends_form(fields)["closed"]
        strikes(sandbox, trouble)
        assert everything_seen(sandbox) == before

    sandbox.until(partial(is_told, sandbox, "bo", done), "the form counts")


def test_an_approver_is_not_refused_while_slack_cannot_say_who_approves(sandbox: Sandbox, bot: Bot) -> None:
    message = a_confidential_card(sandbox)

    with sandbox.fault(kind="fail", service="slack", match="usergroups.users.list", status=503, times=None):
        sandbox.bo.clicks("Show details", message=message, wait=0)
        sandbox.bo.sees(until=SAID_WHY)
    sandbox.bo.clicks("Show details", message=message, wait=0)

    sandbox.bo.sees(until=PURPOSE)


def everything_seen(sandbox: Sandbox) -> list[str]:
    """What everyone can read, and what the bot has done at Fivetran."""
    return seen_by_all(sandbox) + [one["path"] for one in sandbox.journal(service="fivetran", method="POST")]


def is_told(sandbox: Sandbox, name: str, *words: str) -> bool:
    """Whether a person can read one of the words: in the channels, in private, or in the open form."""
    messages = [one for channel in sandbox.state("slack")["channels"] for one in channel["messages"]]
    reader, me = getattr(sandbox, name), f"U0{name.upper()}"
    told = str(
        [reader.reads(), reader.sees()["modal"], [one for one in messages if one.get("ephemeral_for", me) == me]]
    )
    return any(one in told for one in words)
