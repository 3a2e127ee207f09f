"""Every click counts exactly once, and the reply explains why one doesn't count."""

import pytest

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import (
    MONDAY,
    a_connected_request,
    a_request,
    a_request_with_ticket,
    an_approved_request,
)
from workflows.errors import Unavailable
from workflows.permissions import Actor
from workflows.requests.decisions import decide, request_connect_card
from workflows.requests.state_machine import Event, Status


def pressed(world: World, event: Event, by: str, team: str = "T0DESK", reason: str | None = None) -> str:
    """Return the status after the click, and the reply, if any."""
    decide("7f3c9a", event, Actor(by, team, "C0FIVETRAN"), reason, world.ports())
    return "; ".join([world.requests_["7f3c9a"].status, *world.happened])


def test_an_approver_approves() -> None:
    world = world_with(a_request_with_ticket())

    assert pressed(world, Event.APPROVED, "U0BO") == "approved; enqueue reconcile 7f3c9a"
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
        ("U0PIA", "T0NORTH", "Only members of this workspace can do that."),
        ("U0PIA", "T0DESK", "Only members of this workspace can do that."),
        ("U0GUS", "T0DESK", "Guests can't do that. Ask a full member of this workspace."),
        ("U0DORA", "T0DESK", "This account can't do that."),
        (
            "U0ROSA",
            "T0DESK",
            "Only approvers can decide on connector requests. An approver will review this one.",
        ),
    ],
)
@pytest.mark.parametrize("event", [Event.APPROVED, Event.DECLINED])
def test_only_approvers_decide(event: Event, who: str, team: str, words: str) -> None:
    world = world_with(a_request_with_ticket())

    assert pressed(world, event, who, team) == f"awaiting_approval; whisper {who} {words}"


@pytest.mark.parametrize("event", [Event.APPROVED, Event.DECLINED])
def test_a_person_who_left_a_minute_ago_decides_nothing(event: Event) -> None:
    world = world_with(a_request_with_ticket())
    world.removed_lately = frozenset({"U0BO"})

    assert pressed(world, event, "U0BO") == "awaiting_approval; whisper U0BO This account can't do that."


@pytest.mark.parametrize("call", ["look up", "approvers"])
@pytest.mark.parametrize("who", ["U0BO", "U0ROSA"])
def test_while_slack_cannot_say_who_may_decide_nothing_is_decided(call: str, who: str) -> None:
    world = world_with(a_request_with_ticket())
    world.trouble[call] = Unavailable("Slack isn't responding.")

    with pytest.raises(Unavailable, match="Slack isn't responding"):
        pressed(world, Event.APPROVED, who)

    assert world.requests_["7f3c9a"].status is Status.AWAITING_APPROVAL
    assert world.happened == []


def test_an_approver_cannot_decide_on_their_own_request() -> None:
    world = world_with(a_request_with_ticket(requester="U0BO"))

    assert pressed(world, Event.APPROVED, "U0BO") == (
        "awaiting_approval; whisper U0BO You requested this connector, so another approver has to decide."
    )


def test_the_reply_to_a_second_click_names_who_decided_and_when() -> None:
    world = world_with(an_approved_request())

    assert pressed(world, Event.DECLINED, "U0CLEO") == (
        "approved; whisper U0CLEO Bo Lindqvist approved this (2026-11-23 09:05 UTC)."
    )


def test_a_second_click_by_the_same_approver_is_told_so() -> None:
    world = world_with(an_approved_request())

    assert pressed(world, Event.APPROVED, "U0BO") == (
        "approved; whisper U0BO You already approved this (2026-11-23 09:05 UTC)."
    )


def test_a_second_withdrawal_by_the_requester_is_told_so() -> None:
    world = world_with(a_request_with_ticket())
    pressed(world, Event.WITHDRAWN, "U0ADA")

    assert "whisper U0ADA You already withdrew this (" in pressed(world, Event.WITHDRAWN, "U0ADA")


def test_approvers_decide_before_the_ticket_is_open() -> None:
    world = world_with(a_request())

    assert "enqueue reconcile" in pressed(world, Event.APPROVED, "U0BO")


@pytest.mark.parametrize("request_", [a_request(), a_request_with_ticket(), an_approved_request()])
def test_the_requester_withdraws_until_the_connection_exists(request_) -> None:  # type: ignore[no-untyped-def]
    assert pressed(world_with(request_), Event.WITHDRAWN, "U0ADA").startswith("withdrawn")


def test_a_connected_request_cannot_be_withdrawn() -> None:
    assert pressed(world_with(a_connected_request()), Event.WITHDRAWN, "U0ADA").startswith("awaiting_credentials")


def test_only_the_requester_withdraws_a_request() -> None:
    world = world_with(a_request_with_ticket())

    assert "Only the requester can withdraw" in pressed(world, Event.WITHDRAWN, "U0BO")


def test_the_owner_gets_a_fresh_connect_card_on_demand() -> None:
    world = world_with(a_connected_request())

    request_connect_card("7f3c9a", Actor("U0ADA", "T0DESK", "D0ADA"), world.ports())

    assert world.requests_["7f3c9a"].connect_card_requested_at == MONDAY
    assert world.happened == ["enqueue reconcile 7f3c9a"]


def test_only_the_requester_gets_the_connect_card() -> None:
    world = world_with(a_connected_request())

    request_connect_card("7f3c9a", Actor("U0BO", "T0DESK", "C0FIVETRAN"), world.ports())

    assert world.requests_["7f3c9a"].connect_card_requested_at is None
    assert world.happened[0].startswith("whisper U0BO Only the requester can get")


def test_a_request_that_ended_has_no_connect_card() -> None:
    world = world_with(a_connected_request(status=Status.RETIRED))

    request_connect_card("7f3c9a", Actor("U0ADA", "T0DESK", "D0ADA"), world.ports())

    assert world.happened == ["whisper U0ADA This request is retired, so it has no sign-in link."]
