"""A person who lost a right a moment ago decides nothing: each decision asks Slack, and not what the bot remembers."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from tests.support.fake_incident_ports import IncidentWorld
from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import (
    MONDAY,
    TICKET,
    a_request_with_ticket,
    an_incident,
)
from workflows.incidents.actions import IncidentAction
from workflows.notifications.actions import perform_action
from workflows.permissions import Actor
from workflows.requests.answers import Sensitivity
from workflows.requests.decisions import decide
from workflows.requests.departures import take_over
from workflows.requests.history import RequestText
from workflows.requests.jira_decisions import apply_ticket_decision
from workflows.requests.mirrors import TicketStatus
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts, TicketDecision
from workflows.requests.reassignment import Role, reassign
from workflows.requests.removals import remove_text
from workflows.requests.state_machine import Event

BO = Actor("U0BO", "T0DESK", "C0FIVETRAN")
ID = "7f3c9a"
DECISIONS: Mapping[str, Callable[[RequestPorts], None]] = {
    "approve": lambda ports: decide(ID, Event.APPROVED, BO, None, ports),
    "decline": lambda ports: decide(ID, Event.DECLINED, BO, "Use the other one.", ports),
    "move the ticket": lambda ports: apply_ticket_decision(TICKET.id, ports),
    "reassign": lambda ports: reassign(ID, Role.REQUESTER, "U0ADA", "U0CLEO", BO, ports),
    "remove from history": lambda ports: remove_text(ID, RequestText.PURPOSE, BO, ports),
    "take over": lambda ports: take_over(ID, BO, ports),
}
LOSSES: Mapping[str, tuple[str, Sensitivity]] = {
    "the account": ("account", Sensitivity.INTERNAL),
    "the group": ("approvers", Sensitivity.INTERNAL),
    "the group, confidential": ("approvers", Sensitivity.CONFIDENTIAL),
    "the sensitive group": ("sensitive", Sensitivity.CONFIDENTIAL),
}


def bo_loses(world: World, right: str) -> None:
    if right == "account":
        world.removed_lately |= {"U0BO"}
    else:
        world.demoted_lately = {right: frozenset({"U0BO"})}


def a_world(decision: str, sensitivity: Sensitivity) -> World:
    """Return a world in which Bo can do it. In Jira, his email address is hidden."""
    request = a_request_with_ticket()
    world = world_with(request.evolve(answers=replace(request.answers, sensitivity=sensitivity)))
    world.accounts = {"bo@example.com": "account of Bo"}
    world.decisions = (TicketDecision(4711, Event.APPROVED, "Bo", None, "account of Bo", TicketStatus("1", "Open")),)
    if decision == "take over":
        world.update(world.requests_[ID], requester_left_at=MONDAY)
        world.removed_lately = frozenset({"U0ADA"})
    return world


def decided(world: World) -> tuple[object, ...]:
    request: ConnectorRequest = world.requests_[ID]
    return request.status, request.requester, request.answers


@pytest.mark.parametrize(("right", "sensitivity"), LOSSES.values(), ids=LOSSES)
@pytest.mark.parametrize("decision", DECISIONS)
def test_a_right_that_was_lost_a_moment_ago_decides_nothing(
    decision: str, right: str, sensitivity: Sensitivity
) -> None:
    allowed, lost = a_world(decision, sensitivity), a_world(decision, sensitivity)
    bo_loses(lost, right)
    before = decided(lost)

    DECISIONS[decision](allowed.ports())
    DECISIONS[decision](lost.ports())

    assert decided(allowed) != before
    assert decided(lost) == before


@pytest.mark.parametrize("is_restricted", [False, True])
@pytest.mark.parametrize("right", ["account", "approvers"])
def test_a_right_that_was_lost_a_moment_ago_starts_no_sync(right: str, is_restricted: bool) -> None:
    world = IncidentWorld()
    bo_loses(world, right)

    perform_action(
        "zoom-1", IncidentAction.SYNC, BO, world.with_subjects(an_incident(owner="U0ADA", is_restricted=is_restricted))
    )

    assert [line.split()[0] for line in world.happened] == ["whisper"]
