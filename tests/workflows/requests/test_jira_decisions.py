"""Approvers can decide in Jira too. A comment explains why a move by anyone else doesn't count."""

import pytest

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import TICKET, a_request_with_ticket, an_approved_request
from workflows.errors import Unavailable
from workflows.requests.jira_decisions import apply_ticket_decision, apply_ticket_decisions
from workflows.requests.ports import TicketDecision
from workflows.requests.state_machine import Event, Status


def moved(by: str, outcome: Event = Event.APPROVED, email: str | None = "", **facts: object) -> World:
    """Return a world after `by` moved the ticket and the bot looked at it."""
    world = world_with(a_request_with_ticket(**facts))
    address = f"{by.lower()}@example.com" if email == "" else email
    world.decision_ = TicketDecision("4711", outcome, by, address)
    apply_ticket_decision(TICKET.id, world.ports())
    return world


def test_an_approver_approves_by_moving_the_ticket() -> None:
    world = moved("Bo")

    request = world.requests_["7f3c9a"]
    assert request.status is Status.APPROVED
    assert request.decision
    assert request.decision.user_id == "U0BO"
    assert world.happened == ["enqueue reconcile 7f3c9a"]


def test_an_approver_declines_by_moving_the_ticket() -> None:
    world = moved("Cleo", Event.DECLINED)

    request = world.requests_["7f3c9a"]
    assert request.status is Status.DECLINED
    assert request.decision
    assert request.decision.reason == "see the ticket"


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("Ada", "You requested this connector, so another approver has to decide."),
        ("Rosa", "Only approvers can decide connector requests. One of them will review it."),
        ("Gus", "Guests can't do that. Ask a colleague who is a full member of this workspace."),
        ("Stranger", "No Slack user has this email address."),
    ],
)
def test_a_comment_explains_why_a_move_does_not_count(by: str, words: str) -> None:
    world = moved(by)

    assert world.requests_["7f3c9a"].status is Status.AWAITING_APPROVAL
    assert world.happened == [f"comment {by} moved this ticket, but the request is still pending: {words}"]


def test_a_move_by_an_account_with_a_hidden_email_does_not_count() -> None:
    world = moved("Bo", email=None)

    assert world.requests_["7f3c9a"].status is Status.AWAITING_APPROVAL
    assert "Jira hides the account's email" in world.happened[0]


def test_a_move_by_an_approver_who_left_the_group_a_minute_ago_does_not_count() -> None:
    world = world_with(a_request_with_ticket())
    world.removed_lately = frozenset({"U0BO"})
    world.decision_ = TicketDecision("4711", Event.APPROVED, "Bo", "bo@example.com")

    apply_ticket_decision(TICKET.id, world.ports())

    assert world.requests_["7f3c9a"].status is Status.AWAITING_APPROVAL
    assert "Only approvers can decide" in world.happened[0]


def test_a_move_waits_while_slack_cannot_say_who_may_decide() -> None:
    world = world_with(a_request_with_ticket())
    world.trouble["approvers"] = Unavailable("Slack isn't responding.")
    world.decision_ = TicketDecision("4711", Event.APPROVED, "Bo", "bo@example.com")

    with pytest.raises(Unavailable):
        apply_ticket_decision(TICKET.id, world.ports())

    assert world.happened == []
    del world.trouble["approvers"]
    apply_ticket_decision(TICKET.id, world.ports())
    assert world.requests_["7f3c9a"].status is Status.APPROVED


def test_the_ticket_of_a_decided_request_is_ignored() -> None:
    world = world_with(an_approved_request())
    world.decision_ = TicketDecision("4711", Event.DECLINED, "Cleo", "cleo@example.com")

    apply_ticket_decision(TICKET.id, world.ports())

    assert world.requests_["7f3c9a"].status is Status.APPROVED
    assert world.happened == []


@pytest.mark.parametrize("ticket", [TICKET.id, "unknown"])
def test_a_ticket_without_a_decision_changes_nothing(ticket: str) -> None:
    world = world_with(a_request_with_ticket())

    apply_ticket_decision(ticket, world.ports())

    assert world.happened == []


def test_the_sweep_makes_up_for_a_lost_webhook() -> None:
    world = world_with(a_request_with_ticket())
    world.decision_ = TicketDecision("4711", Event.APPROVED, "Bo", "bo@example.com")

    apply_ticket_decisions(world.ports())

    assert world.requests_["7f3c9a"].status is Status.APPROVED
