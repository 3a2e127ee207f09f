"""Every click counts exactly once, and whoever may not decide hears why."""

import pytest

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import (
    MONDAY,
    a_connected_request,
    a_request,
    a_request_with_ticket,
    an_approved_request,
)
from workflows.permissions import Actor
from workflows.requests.decisions import decide, request_connect_card
from workflows.requests.state_machine import Event, Status


def pressed(world: World, event: Event, by: str, team: str = "T0DESK", reason: str | None = None) -> str:
    """The status after somebody pressed, and what they heard (if anything)."""
    decide("7f3c9a", event, Actor(by, team, "C0FIVETRAN"), reason, world.desk())
    return "; ".join([world.requests_["7f3c9a"].status, *world.happened])


def test_an_approver_approves() -> None:
    world = world_with(a_request_with_ticket())

    assert pressed(world, Event.APPROVED, "U0BO") == "approved; agenda: settle 7f3c9a"
    decision = world.requests_["7f3c9a"].decision
    assert decision
    assert (decision.user_id, decision.decided_at) == ("U0BO", MONDAY)


def test_a_decline_keeps_its_reason() -> None:
    world = world_with(a_request_with_ticket())

    pressed(world, Event.DECLINED, "U0BO", reason="We have this in Prod already.")

    request = world.requests_["7f3c9a"]
    assert request.status is Status.DECLINED
    assert request.decision
    assert request.decision.reason == "We have this in Prod already."


@pytest.mark.parametrize(
    ("who", "team", "words"),
    [
        ("U0PIA", "T0NORTH", "Only people of this workspace can do that."),
        ("U0PIA", "T0DESK", "Only people of this workspace can do that."),
        ("U0BO", "", "Only people of this workspace can do that."),
        ("U0GUS", "T0DESK", "Guests cannot do that. Ask a colleague who is a full member of this workspace."),
        ("U0DORA", "T0DESK", "This account cannot do that."),
        (
            "U0ROSA",
            "T0DESK",
            "Only the approvers of connector requests can decide. One of them will look at it.",
        ),
    ],
)
@pytest.mark.parametrize("event", [Event.APPROVED, Event.DECLINED])
def test_whoever_is_no_approver_cannot_decide(event: Event, who: str, team: str, words: str) -> None:
    world = world_with(a_request_with_ticket())

    assert pressed(world, event, who, team) == f"awaiting approval; whisper {who} {words}"


def test_an_approver_cannot_decide_on_their_own_request() -> None:
    world = world_with(a_request_with_ticket(requester="U0BO"))

    assert pressed(world, Event.APPROVED, "U0BO") == (
        "awaiting approval; whisper U0BO You asked for this connector, so somebody else has to decide."
    )


def test_the_second_click_hears_who_decided_and_when() -> None:
    world = world_with(an_approved_request())

    assert pressed(world, Event.DECLINED, "U0CLEO") == (
        "approved; whisper U0CLEO Bo Lindqvist approved this on 23 November 2026 at 09:05 UTC. "
        "Nothing has changed."
    )


def test_nobody_decides_before_there_is_a_ticket() -> None:
    world = world_with(a_request())

    assert "still being opened" in pressed(world, Event.APPROVED, "U0BO")


@pytest.mark.parametrize("request_", [a_request(), a_request_with_ticket(), an_approved_request()])
def test_the_requester_withdraws_until_the_connection_exists(request_) -> None:  # type: ignore[no-untyped-def]
    assert pressed(world_with(request_), Event.WITHDRAWN, "U0ADA").startswith("withdrawn")


def test_what_is_connected_cannot_be_withdrawn() -> None:
    assert pressed(world_with(a_connected_request()), Event.WITHDRAWN, "U0ADA").startswith(
        "awaiting credentials"
    )


def test_nobody_else_withdraws_a_request() -> None:
    world = world_with(a_request_with_ticket())

    assert "Only the person who asked" in pressed(world, Event.WITHDRAWN, "U0BO")


def test_the_owner_gets_a_fresh_connect_card_on_demand() -> None:
    world = world_with(a_connected_request())

    request_connect_card("7f3c9a", Actor("U0ADA", "T0DESK", "D0ADA"), world.desk())

    assert world.requests_["7f3c9a"].connect_card_requested_at == MONDAY
    assert world.happened == ["agenda: settle 7f3c9a"]


def test_nobody_else_gets_the_connect_card() -> None:
    world = world_with(a_connected_request())

    request_connect_card("7f3c9a", Actor("U0BO", "T0DESK", "C0FIVETRAN"), world.desk())

    assert world.requests_["7f3c9a"].connect_card_requested_at is None
    assert world.happened[0].startswith("whisper U0BO Only the person who asked")
