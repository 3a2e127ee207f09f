"""Once a week, the channel reads what has no owner, and presses decide who owns it."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from sandbox.driver import Sandbox
from tests.e2e.support.assertions import all_whispers, posted, whispers
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import the_bot_looks_again

MONDAY = datetime(2026, 11, 23, 8, 58, tzinfo=UTC).timestamp()
A_WEEK = 7 * 86_400


@pytest.fixture
def monday(sandbox: Sandbox) -> Sandbox:
    """It is Monday, two minutes before nine, and Zoom is broken."""
    sandbox.post("clock", {"begin": MONDAY})
    sandbox.fivetran.breaks(schema="zoom")
    return sandbox


def lists(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Every weekly list that stands anywhere."""
    return [
        one for one in posted(sandbox, "digest:") if "Not requested here" in one["text"] or "All conn" in one["text"]
    ]


def says(sandbox: Sandbox, words: str) -> bool:
    return any(words in one["text"] for one in lists(sandbox))


def nine_o_clock(sandbox: Sandbox) -> None:
    for _ in range(3):
        the_bot_looks_again(sandbox)


def test_a_connection_is_claimed_from_the_weekly_list_and_leaves_the_next_one(monday: Sandbox, bots: Bots) -> None:
    bots.start("desk", DIGEST="weekly mon 09:00 UTC")
    monday.ada.reads(until="broken authorization")

    nine_o_clock(monday)
    monday.until(lambda: lists(monday), "the list")
    nine_o_clock(monday)

    (listed,) = lists(monday)
    assert "who owns these connections? Their alerts mention no one." in listed["text"]
    assert "`zoom` in Fivetran_Prod is failing." in listed["text"]
    assert "more: type `/connector list unowned`." in listed["text"]

    (zoom,) = [one["id"] for one in monday.state("fivetran")["connections"] if one["schema"] == "zoom"]
    monday.ada.clicks("Claim", message=listed["ts"], block=f"unowned {zoom}", wait=0)
    monday.ada.redelivers()
    monday.until(lambda: "You own zoom now. Its alerts mention you." in all_whispers(monday), "a reply")
    monday.until(partial(says, monday, "`zoom` in Fivetran_Prod: Ada Okafor owns it."), "the list is drawn again")
    assert "`zoom`" not in "\n".join(whispers(monday.rosa.types("/connector list unowned", wait=30)))

    monday.clock(advance=A_WEEK)
    monday.until(lambda: len(lists(monday)) == 2, "the next list")
    assert "`zoom`" not in lists(monday)[-1]["text"]


def test_who_connected_it_is_proposed_asked_in_one_press_and_accepts(monday: Sandbox, bots: Bots) -> None:
    bots.start("desk", DIGEST="weekly mon 09:00 UTC")
    monday.ada.reads(until="broken authorization")
    nine_o_clock(monday)
    monday.until(partial(says, monday, "`zoom` in Fivetran_Prod is failing. Bo Lindqvist connected it"), "the list")
    (listed,) = lists(monday)
    (zoom,) = [one["id"] for one in monday.state("fivetran")["connections"] if one["schema"] == "zoom"]

    monday.ada.clicks("Ask Bo Lindqvist", message=listed["ts"], block=f"unowned {zoom}", wait=0)
    monday.until(partial(says, monday, "is failing. I asked Bo Lindqvist to accept it."), "the question is shown")
    monday.bo.clicks("Accept", in_="dm", containing="zoom", wait=0)

    monday.until(partial(says, monday, "`zoom` in Fivetran_Prod: Bo Lindqvist owns it."), "the list is drawn again")

    monday.ada.types("/connector status survey monkey", wait=30)
    monday.ada.clicks("Choose owner")
    monday.ada.sees(until="Cleo Marsh connected it in Fivetran, and is chosen")
    assert monday.ada.sends_form()["closed"]
    monday.cleo.reads("dm", until="asks you to own the connection survey_monkey.")


def test_the_weekly_list_can_be_switched_off(monday: Sandbox, bots: Bots) -> None:
    bots.start("desk", DIGEST="weekly mon 09:00 UTC", UNOWNED_LIST="false")
    monday.ada.reads(until="broken authorization")

    nine_o_clock(monday)
    monday.ada.reads(until="Connections, November 16 to November 23")
    nine_o_clock(monday)

    assert lists(monday) == []


@pytest.mark.parametrize("kind", ["lose", "fail"])
def test_a_lost_answer_makes_no_second_list(monday: Sandbox, bots: Bots, kind: str) -> None:
    bots.start("desk", DIGEST="weekly mon 09:00 UTC")
    monday.ada.reads(until="broken authorization")
    monday.fault(kind=kind, service="slack", match="chat.postMessage", skip=1)
    nine_o_clock(monday)
    monday.until(lambda: not monday.faults(), "the trouble strikes")

    monday.clock(advance=600)
    monday.until(lambda: lists(monday), "the list")
    monday.clock(advance=600)
    the_bot_looks_again(monday)

    assert len(lists(monday)) == len(posted(monday, "digest:")) - 1 == 1
