"""The approval policy says who decides a request: by button, in Jira, and for Home."""

from dataclasses import replace

import pytest

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import ANSWERS, a_request_with_ticket
from workflows.approvals.policy import Names, Policies, Policy
from workflows.permissions import Actor
from workflows.requests.answers import Sensitivity
from workflows.requests.confidentiality import approvers_of, responsible_approvers
from workflows.requests.decisions import decide
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Event

SALES = Names(("@sales", "rosa@example.com"), "services.yaml, line 3")
BY_OTHERS = "Requests like this one are decided by others: @sales or rosa@example.com."


def with_policy(request: ConnectorRequest, fallback: Names | None = None, **named: set[str]) -> World:
    """Return a world in which `@sales` and Rosa decide requests for Salesforce."""
    world = world_with(request)
    world.policies_ = Policies(by_service={"salesforce": Policy(SALES, fallback)})
    members = {f"@{group}": frozenset(people) for group, people in named.items()}
    world.named_ = {"@sales": frozenset(), "rosa@example.com": frozenset({"U0ROSA"}), **members}
    return world


def pressed(world: World, by: str, event: Event = Event.APPROVED) -> str:
    """Return the status after the press, and the reply, if any."""
    decide("7f3c9a", event, Actor(by, "T0DESK", "C0FIVETRAN"), "Use sales_core.", world.ports())
    return "; ".join([world.requests_["7f3c9a"].status, *world.happened])


@pytest.mark.parametrize("event", [Event.APPROVED, Event.DECLINED])
def test_the_policy_of_a_service_replaces_the_approvers(event: Event) -> None:
    assert pressed(with_policy(a_request_with_ticket()), "U0ROSA", event) == f"{event}; enqueue reconcile 7f3c9a"
    assert (
        pressed(with_policy(a_request_with_ticket()), "U0BO", event) == f"awaiting_approval; whisper U0BO {BY_OTHERS}"
    )


def test_approvers_of_one_service_decide_no_other() -> None:
    jira = a_request_with_ticket(answers=replace(ANSWERS, service="jira"))

    assert pressed(with_policy(jira), "U0ROSA").startswith("awaiting_approval; whisper U0ROSA Only approvers")
    assert pressed(with_policy(jira), "U0BO") == "approved; enqueue reconcile 7f3c9a"


def test_a_named_requester_decides_nothing_and_the_fallback_does() -> None:
    own = a_request_with_ticket(requester="U0ROSA")

    assert "You requested this connector" in pressed(with_policy(own), "U0ROSA")
    assert pressed(with_policy(own), "U0BO") == "approved; enqueue reconcile 7f3c9a"
    spare = Names(("@spare",), "services.yaml, line 4")
    assert pressed(with_policy(own, spare, spare={"U0CLEO"}), "U0CLEO") == "approved; enqueue reconcile 7f3c9a"
    assert pressed(with_policy(own, spare, spare={"U0CLEO"}), "U0BO").startswith("awaiting_approval; whisper U0BO")


def test_for_sensitive_data_a_named_person_is_a_sensitive_data_approver_too() -> None:
    sensitive = a_request_with_ticket(answers=replace(ANSWERS, sensitivity=Sensitivity.NOT_SURE))
    world = with_policy(sensitive, sales={"U0CLEO"})
    world.sensitive_approvers_ = frozenset({"U0CLEO"})

    assert approvers_of(sensitive, world) == {"U0CLEO"}
    assert pressed(world, "U0ROSA").startswith("awaiting_approval; whisper U0ROSA Only approvers")
    assert pressed(world, "U0CLEO").startswith("approved")


def test_the_people_of_the_policy_take_over_and_reassign() -> None:
    request = a_request_with_ticket()
    world = with_policy(request, sales={"U0CLEO"})

    assert responsible_approvers(request, world) == {"U0CLEO", "U0ROSA"}
