"""Golden messages: the Home tab in the order of need."""

from datetime import timedelta
from typing import Any

import pytest

from bot.slack.views.home import HomeState, home_view
from tests.support.fake_access_ports import HUBSPOT, SECRET
from tests.support.rendered_text import as_seen
from tests.support.sample_data import (
    MONDAY,
    a_connected_request,
    a_request,
    a_request_with_ticket,
    an_approved_request,
)
from workflows.access_questions.model import AccessQuestion, AskedPerson
from workflows.reporting.duplicates import ExistingConnection
from workflows.reporting.own_connections import OwnConnection
from workflows.requests.state_machine import Status

QUESTION = AccessQuestion("q1", "U0CLEO", "Cleo Marsh", HUBSPOT, MONDAY, asked=(AskedPerson("U0ADA"),))
WORKING = OwnConnection("working", MONDAY + timedelta(hours=1))
AT = "2026-11-23 09:00 UTC"


def seen(state: HomeState) -> list[str]:
    return as_seen(home_view(state)["blocks"]).replace(" (DSRE-7)", "").splitlines()


def buttons_beside(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [block["accessory"] for block in blocks if "accessory" in block]


def test_a_viewer_with_nothing_to_do_is_told_so() -> None:
    assert seen(HomeState([], [], False)) == [
        "[Request a connector]",
        ":white_check_mark: You're all caught up.",
        "# Your requests",
        "(No open requests.)",
        "# Your connections",
        "(None so far.)",
        "(Type `/connector help` to see what I can do.)",
    ]


def test_what_waits_for_the_viewer_comes_first_with_the_buttons_that_do_it() -> None:
    credentials = a_connected_request(connect_card_sent_at=MONDAY)
    broken = a_connected_request(id="b1", status=Status.BROKEN, connection_id="calm_river")
    theirs = a_request_with_ticket(id="t1", requester="U0ROSA", names={"U0ROSA": "Rosa <Neri>"})
    connections = {"calm_river": OwnConnection("failing", MONDAY, needs_sign_in=True)}

    lines = seen(HomeState([credentials, broken], [theirs], True, [QUESTION], connections))

    assert lines[:14] == [
        "[Continue your request] [Discard draft]",
        "# Your turn",
        f":wave: <@U0CLEO> asks for access to `hubspot` (HubSpot, Fivetran_Prod), which you own · since {AT}",
        "[Approve access] [Decline]",
        f"*Salesforce* `salesforce` is approved: sign in at Fivetran to load its data · since {AT}",
        "[Get sign-in link]",
        "*Salesforce* `salesforce` can't sign in: sign in at Fivetran again",
        "[Get sign-in link]",
        "# Waiting for your decision",
        f"*Salesforce* `salesforce` for Rosa &lt;Neri&gt; · since {AT}",
        ">Sales forecast for the third quarter",
        "Access: The revenue team · Internal",
        "[Approve] [Decline] [Show details]",
        "# Your requests",
    ]


def test_a_problem_and_its_time_are_one_sentence() -> None:
    held_up = a_request_with_ticket(problem="Jira failed (503).")

    lines = seen(HomeState([held_up], [], False))

    assert any(f" – Jira failed (503) · since {AT}" in line for line in lines)


def test_an_open_request_says_whom_it_waits_for_and_since_when() -> None:
    waiting = a_request_with_ticket()
    in_fivetran = an_approved_request(id="a1")

    lines = seen(HomeState([waiting, in_fivetran], [], False, decider="<!subteam^S0DATAENG>"))

    assert f"*Salesforce* `salesforce` is waiting for <!subteam^S0DATAENG> · since {AT}" in lines
    assert any("is waiting for Fivetran to create the connection · since" in line for line in lines)
    assert "[Edit] [Withdraw]" in lines


@pytest.mark.parametrize(
    ("status", "found", "said"),
    [
        (Status.LIVE, WORKING, "is working · last synced 2026-11-23 10:00 UTC"),
        (Status.LIVE, OwnConnection("late"), "is late · no data yet"),
        (
            Status.BROKEN,
            OwnConnection("failing", MONDAY),
            "is broken: its owner or data engineering needs to fix it · ",
        ),
        (Status.SYNCING_HISTORY, OwnConnection("in setup"), "is waiting for its historical sync · no data yet"),
        (Status.LIVE, None, "is live"),
    ],
)
def test_a_connection_says_how_fresh_its_data_is(status: Status, found: OwnConnection | None, said: str) -> None:
    mine = a_connected_request(status=status)

    lines = seen(HomeState([mine], [], False, connections={"polite_otter": found} if found else {}))

    assert any(line.startswith(f"*Salesforce* `salesforce` {said}") for line in lines)
    assert ":white_check_mark: You're all caught up." in lines


def test_a_claimed_connection_follows_the_requested_ones() -> None:
    ledger = ExistingConnection("zoom", "zoom <eu>", "Fivetran_Prod", "failing", "U0ADA", succeeded_at=MONDAY)

    lines = seen(HomeState([a_connected_request(status=Status.LIVE)], [], False, owned=[ledger]))

    assert lines[-3:-1] == [
        "*Salesforce* `salesforce` is live",
        f"`zoom &lt;eu&gt;` in Fivetran_Prod is failing · last synced {AT}",
    ]


def test_an_own_question_says_whom_it_waits_for_and_names_only_what_its_person_knows() -> None:
    approvers = QUESTION.evolve(id="q2", asks_approvers=True)
    unnamed = [QUESTION.evolve(id=f"q{number}", subject=SECRET, is_anonymous=True) for number in (3, 4)]

    lines = seen(HomeState([], [], False, own_questions=[QUESTION, approvers, *unnamed]))

    assert lines[2:6] == [
        "# Your requests",
        f"You asked for access to `hubspot` (HubSpot, Fivetran_Prod) · waiting for <@U0ADA> since {AT}",
        f"You asked for access to `hubspot` (HubSpot, Fivetran_Prod) · waiting for an approver since {AT}",
        f"You asked for access to what's restricted of HubSpot · waiting for its owner since {AT}",
    ]
    assert ":white_check_mark: You're all caught up." in lines


@pytest.mark.parametrize("status", [Status.DECLINED, Status.WITHDRAWN, Status.EXPIRED, Status.RETIRED])
def test_a_request_that_ended_offers_to_change_and_resend_it(status: Status) -> None:
    blocks = home_view(HomeState([a_request_with_ticket(status=status)], [], False))["blocks"]

    assert [(one["text"]["text"], one["value"]) for one in buttons_beside(blocks)] == [
        ("Change and resend", a_request().id)
    ]


def test_a_full_tab_fits_into_slacks_hundred_blocks() -> None:
    statuses = (Status.AWAITING_CREDENTIALS, Status.AWAITING_APPROVAL, Status.LIVE, Status.DECLINED)
    many = [a_connected_request(id=f"{status}{n}", status=status) for status in statuses for n in range(40)]
    waiting = [a_request_with_ticket(id=f"t{n}") for n in range(40)]
    owned = [ExistingConnection("zoom", f"zoom_{n}", "Fivetran_Prod", "working") for n in range(40)]
    questions = [QUESTION.evolve(id=f"q{n}") for n in range(15)]

    blocks = home_view(HomeState(many, waiting, True, questions, owned=owned, own_questions=questions))["blocks"]

    assert len(blocks) <= 100
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    assert {"(… and 30 more)", "(… and 65 more)"} <= {*as_seen(blocks).splitlines()}
