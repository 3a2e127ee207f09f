"""An approver may decide in Jira too; everybody else who moves the ticket reads why that decided nothing."""

import pytest

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import TICKET, a_request_with_ticket, an_approved_request
from workflows.requests.jira_decisions import apply_ticket_decision, apply_ticket_decisions
from workflows.requests.ports import TicketDecision
from workflows.requests.state_machine import Status


def moved(by: str, outcome: str = "approved", email: str | None = "", **facts: object) -> World:
    """A world in which somebody moved the ticket, after it was heeded."""
    world = world_with(a_request_with_ticket(**facts))
    address = f"{by.lower()}@example.com" if email == "" else email
    world.ruling_ = TicketDecision("4711", outcome, by, address)
    apply_ticket_decision(TICKET.id, world.desk())
    return world


def test_an_approver_approves_by_moving_the_ticket() -> None:
    world = moved("Bo")

    request = world.requests_["7f3c9a"]
    assert request.status is Status.APPROVED
    assert request.decision
    assert request.decision.user_id == "U0BO"
    assert world.happened == ["agenda: settle 7f3c9a"]


def test_an_approver_declines_by_moving_the_ticket() -> None:
    world = moved("Cleo", "declined")

    request = world.requests_["7f3c9a"]
    assert request.status is Status.DECLINED
    assert request.decision
    assert request.decision.reason == "see the ticket"


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("Ada", "You asked for this connector, so somebody else has to decide."),
        ("Rosa", "Only the approvers of connector requests can decide. One of them will look at it."),
        ("Gus", "Guests cannot do that. Ask a colleague who is a full member of this workspace."),
        ("Nobody", "nobody in Slack has this e-mail address."),
    ],
)
def test_whoever_may_not_decide_reads_so_on_the_ticket(by: str, words: str) -> None:
    world = moved(by)

    assert world.requests_["7f3c9a"].status is Status.AWAITING_APPROVAL
    assert world.happened == [f"comment {by} moved this ticket, but that did not decide the request: {words}"]


def test_somebody_whose_address_jira_hides_decides_in_slack() -> None:
    world = moved("Bo", email=None)

    assert world.requests_["7f3c9a"].status is Status.AWAITING_APPROVAL
    assert "unclear who this is" in world.happened[0]


def test_a_request_that_is_decided_does_not_listen_to_its_ticket() -> None:
    world = world_with(an_approved_request())
    world.ruling_ = TicketDecision("4711", "declined", "Cleo", "cleo@example.com")

    apply_ticket_decision(TICKET.id, world.desk())

    assert world.requests_["7f3c9a"].status is Status.APPROVED
    assert world.happened == []


@pytest.mark.parametrize("ticket", [TICKET.id, "unknown"])
def test_a_ticket_without_a_ruling_changes_nothing(ticket: str) -> None:
    world = world_with(a_request_with_ticket())

    apply_ticket_decision(ticket, world.desk())

    assert world.happened == []


def test_a_web_hook_that_was_lost_is_made_up_for() -> None:
    world = world_with(a_request_with_ticket())
    world.ruling_ = TicketDecision("4711", "approved", "Bo", "bo@example.com")

    apply_ticket_decisions(world.desk())

    assert world.requests_["7f3c9a"].status is Status.APPROVED
