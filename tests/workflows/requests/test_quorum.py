"""A request can need several approvals: each counts once, by people who may give it, and the last one decides."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import ANSWERS, MONDAY, TICKET, a_request_with_ticket
from workflows.approvals.policy import Names, Number, Policies, Policy
from workflows.audit.entries import AuditAction
from workflows.permissions import Actor
from workflows.requests.answers import Sensitivity
from workflows.requests.audit import request_entries
from workflows.requests.decisions import decide
from workflows.requests.edits import edit_request
from workflows.requests.jira_decisions import apply_ticket_decision
from workflows.requests.mirrors import TicketStatus
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import TicketDecision
from workflows.requests.state_machine import Event, Status
from workflows.requests.timeline import timeline_events

DATA, PRIVACY, SPARE = (Names((f"@{name}",), "services.yaml, line 2") for name in ("data", "privacy", "spare"))
TWO = Policy(DATA, SPARE, Number(2, "services.yaml, line 3"))
PEOPLE = ("U0ADA", "U0BO", "U0CLEO", "U0ROSA")
SENSITIVE = replace(ANSWERS, sensitivity=Sensitivity.NOT_SURE)


def staged(policy: Policy, *, is_sensitive: bool = False, **named: set[str]) -> World:
    """Return a world with a request of Ada's, a policy, and the members of its groups."""
    world = world_with(a_request_with_ticket(answers=SENSITIVE if is_sensitive else ANSWERS))
    world.policies_ = Policies(policy)
    groups = {"data": {"U0BO", "U0CLEO"}, "privacy": {"U0ROSA"}, "spare": set(), **named}
    world.named_ = {f"@{group}": frozenset(members) for group, members in groups.items()}
    return world


def pressed(world: World, by: str, event: Event = Event.APPROVED, seen: int | None = None) -> str:
    """Return the status after the press, and what it led to."""
    world.happened.clear()
    decide("7f3c9a", event, Actor(by, "T0DESK", "C0FIVETRAN", seen), "Use sales_core.", world.ports())
    return "; ".join([world.requests_["7f3c9a"].status, *world.happened])


def edited(world: World, purpose: str) -> ConnectorRequest:
    """Return the request after Ada edited it."""
    request = world.requests_["7f3c9a"]
    return edit_request(request.id, replace(request.answers, purpose=purpose), "U0ADA", world.ports())


def test_the_second_of_two_people_decides() -> None:
    world = staged(TWO)

    assert pressed(world, "U0BO") == "awaiting_approval; enqueue reconcile 7f3c9a"
    assert pressed(world, "U0BO") == "awaiting_approval; whisper U0BO You've approved; 1 more is needed."
    assert pressed(world, "U0CLEO") == "approved; enqueue reconcile 7f3c9a"
    request = world.requests_["7f3c9a"]
    assert request.decision
    assert (request.approved_by, request.decision.user_id) == (("U0BO", "U0CLEO"), "U0CLEO")
    assert (request.deciders, request.decider_names) == (("U0BO", "U0CLEO"), "Bo Lindqvist and Cleo Marsh")
    assert "You already approved" not in pressed(world, "U0BO")
    assert len(request.approvals) == 2


def test_an_approval_at_the_same_instant_as_the_decision_is_told_and_recorded() -> None:
    world = staged(TWO)
    pressed(world, "U0BO")
    undecided = world.requests_["7f3c9a"]
    pressed(world, "U0CLEO")

    request = world.requests_["7f3c9a"]
    assert len({one.approved_at for one in request.approvals}) == 1
    assert [event.key for event in timeline_events(request)] == ["approval-1", "approved"]
    assert AuditAction.APPROVAL_ADDED not in {one.action for one in request_entries(undecided, MONDAY, request)}


def test_one_person_declines_what_another_has_approved() -> None:
    world = staged(TWO)
    pressed(world, "U0BO")

    assert pressed(world, "U0CLEO", Event.DECLINED) == "declined; enqueue reconcile 7f3c9a"


def test_an_edit_voids_the_approvals_before_it() -> None:
    world = staged(TWO)
    pressed(world, "U0BO")
    edited(world, "All of it")

    assert pressed(world, "U0CLEO", seen=1).startswith(
        "awaiting_approval; whisper U0CLEO This request was just edited."
    )
    assert pressed(world, "U0CLEO", seen=2) == "awaiting_approval; enqueue reconcile 7f3c9a"
    assert pressed(world, "U0BO", seen=2) == "approved; enqueue reconcile 7f3c9a"


def test_sensitive_data_needs_one_of_each_group() -> None:
    world = staged(Policy(DATA, SPARE, sensitive=PRIVACY), is_sensitive=True)

    assert pressed(world, "U0BO") == "awaiting_approval; enqueue reconcile 7f3c9a"
    assert "still needs one by @privacy." in pressed(world, "U0CLEO")
    assert pressed(world, "U0ROSA") == "approved; enqueue reconcile 7f3c9a"


def test_a_person_of_both_groups_fills_one_seat_and_moves_to_the_other() -> None:
    world = staged(Policy(DATA, SPARE, sensitive=PRIVACY), is_sensitive=True, privacy={"U0BO", "U0ROSA"})

    assert pressed(world, "U0BO") == "awaiting_approval; enqueue reconcile 7f3c9a"
    assert "You've approved" in pressed(world, "U0BO")
    assert pressed(world, "U0CLEO") == "approved; enqueue reconcile 7f3c9a"


def test_data_that_is_not_sensitive_needs_the_first_group_only() -> None:
    assert pressed(staged(Policy(DATA, SPARE, sensitive=PRIVACY)), "U0BO") == "approved; enqueue reconcile 7f3c9a"


def test_an_approval_ends_with_the_right_to_give_it() -> None:
    world = staged(TWO)
    pressed(world, "U0BO")
    world.named_ = {"@data": frozenset({"U0CLEO", "U0ROSA"}), "@spare": frozenset()}

    assert pressed(world, "U0CLEO") == "awaiting_approval; enqueue reconcile 7f3c9a"
    assert pressed(world, "U0ROSA") == "approved; enqueue reconcile 7f3c9a"


def test_the_fallback_fills_the_seats_that_are_left_and_lowers_no_number() -> None:
    world = staged(TWO, data={"U0ADA", "U0BO"}, spare={"U0ROSA"})

    assert pressed(world, "U0ROSA") == "awaiting_approval; enqueue reconcile 7f3c9a"
    assert pressed(world, "U0BO") == "approved; enqueue reconcile 7f3c9a"


def test_an_approval_in_jira_counts_and_the_ticket_goes_back() -> None:
    world = staged(TWO)
    move = TicketDecision(7, Event.APPROVED, "Bo", "bo@example.com", came_from=TicketStatus("1", "To Do"))
    world.decisions = (move,)

    apply_ticket_decision(TICKET.id, world.ports())

    request = world.requests_["7f3c9a"]
    assert (request.status, request.approved_by, request.ticket_change_id) == (Status.AWAITING_APPROVAL, ("U0BO",), 7)
    assert [one.refusal for one in request.uncounted_moves] == ["The approval counts, but 1 more is needed."]
    assert pressed(world, "U0CLEO") == "approved; enqueue reconcile 7f3c9a"


def test_the_trail_has_each_approval_once() -> None:
    world = staged(TWO)
    versions = [world.requests_["7f3c9a"]]
    for person in ("U0BO", "U0CLEO"):
        world.time = MONDAY.replace(minute=len(versions))
        pressed(world, person)
        versions.append(world.requests_["7f3c9a"])

    steps = pairwise(versions)
    assert [entry.action for before, after in steps for entry in request_entries(before, MONDAY, after)] == [
        AuditAction.APPROVAL_ADDED,
        AuditAction.APPROVED,
    ]


def may_stand(approvers: list[str], groups: list[set[str]]) -> bool:
    """Whether these people fill one place of each group, by trying every order. It shares no code with the product."""
    if not groups:
        return True
    return any(
        one in groups[0] and may_stand([other for other in approvers if other != one], groups[1:]) for one in approvers
    )


@pytest.mark.parametrize("seed", range(300))
def test_in_random_stories_only_people_with_the_right_decide_and_once(seed: int) -> None:
    rng = random.Random(seed)
    data, privacy = ({one for one in PEOPLE if rng.random() < 0.6} for _ in range(2))
    needed, is_sensitive, has_second = rng.choice([1, 2, 3]), rng.random() < 0.5, rng.random() < 0.7
    policy = Policy(DATA, SPARE, Number(needed, "line 3"), PRIVACY if has_second else None)
    world = staged(policy, is_sensitive=is_sensitive, data=data, privacy=privacy)
    world.sensitive_approvers_ = frozenset()
    groups = [data - {"U0ADA"}] * needed + ([privacy - {"U0ADA"}] if has_second and is_sensitive else [])
    approved: list[str] = []
    decisions = 0

    for step in range(25):
        before = world.requests_["7f3c9a"]
        world.time = MONDAY.replace(minute=step)
        who, event = rng.choice(PEOPLE), rng.choice([Event.APPROVED] * 8 + [Event.DECLINED])
        if rng.random() < 0.15 and before.status is Status.AWAITING_APPROVAL:
            edited(world, f"Purpose {step}")
            approved.clear()
            continue
        seen = rng.choice([before.revision, before.revision, max(1, before.revision - 1)])
        for _ in range(rng.choice([1, 1, 2])):  # delivered again, or pressed twice
            pressed(world, who, event, seen)
        after = world.requests_["7f3c9a"]
        if len(after.approvals) > len(before.approvals):
            assert len(after.approvals) == len(before.approvals) + 1
            assert seen == before.revision
            approved.append(who)
        if after.status is not before.status:
            decisions += 1
            assert any(who in group for group in groups)
            assert event is Event.DECLINED or may_stand(approved, groups)
        else:
            assert after.status is not Status.AWAITING_APPROVAL or not may_stand(approved, groups)

    assert decisions <= 1
    assert "U0ADA" not in {one.user_id for one in world.requests_["7f3c9a"].approvals}
