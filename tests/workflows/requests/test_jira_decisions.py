"""Approvers can decide in Jira too. What doesn't count is answered on the ticket and in the thread."""

from dataclasses import replace

import pytest

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import ANSWERS, MONDAY, TICKET, a_request_with_ticket, an_approved_request
from workflows.errors import Unavailable
from workflows.requests.answers import Sensitivity
from workflows.requests.approvals import MAX_UNCOUNTED_MOVES
from workflows.requests.history import Decision, Edit
from workflows.requests.jira_decisions import apply_ticket_decision, tickets_to_read
from workflows.requests.mirrors import TicketRevision, TicketStatus
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import TicketDecision, TicketNotFound
from workflows.requests.reconcile import reconcile
from workflows.requests.state_machine import Event, Status
from workflows.requests.timeline import uncounted_text

OPEN = TicketStatus("10100", "Open")


def a_move(by: str, outcome: Event = Event.APPROVED, change_id: int = 4711, **facts: object) -> TicketDecision:
    """Return a move from Open by a person, whose email address Jira shows unless other facts are given."""
    usual = {"email": f"{by.lower()}@example.com", "account_id": f"account of {by}", "came_from": OPEN}
    return TicketDecision(change_id, outcome, by, **(usual | facts))  # type: ignore[arg-type]  # mixed values


def moved(*moves: TicketDecision, **facts: object) -> World:
    """Return a world in which the bot has read the ticket after these moves, newest first."""
    world = world_with(a_request_with_ticket(**facts))
    world.decisions = moves
    apply_ticket_decision(TICKET.id, world.ports())
    return world


def request_in(world: World) -> ConnectorRequest:
    return world.requests_["7f3c9a"]


def answers_in(world: World) -> list[str]:
    return [uncounted_text(move) for move in request_in(world).uncounted_moves]


def test_an_approver_approves_by_moving_the_ticket() -> None:
    world = moved(a_move("Bo"))

    request = request_in(world)
    assert request.status is Status.APPROVED
    assert request.decision
    assert request.decision.user_id == "U0BO"
    assert world.happened == ["enqueue reconcile 7f3c9a"]


def test_an_approver_declines_by_moving_the_ticket() -> None:
    request = request_in(moved(a_move("Cleo", Event.DECLINED)))

    assert request.status is Status.DECLINED
    assert request.decision
    assert request.decision.reason == "see the ticket"


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("Ada", "You requested this connector, so another approver has to decide."),
        ("Rosa", "Only approvers can decide on connector requests. An approver will review this one."),
        ("Gus", "Guests can't do that. Ask a full member of this workspace."),
        ("Stranger", "No Slack user has this email address."),
    ],
)
def test_a_move_without_the_right_is_answered_and_undone(by: str, words: str) -> None:
    world = moved(a_move(by))
    text = f"{by} moved the ticket, but the request is still pending: {words}"
    assert answers_in(world) == [text]

    world.happened.clear()
    reconcile("7f3c9a", world.ports())

    assert request_in(world).status is Status.AWAITING_APPROVAL
    assert [line for line in world.happened if not line.startswith(("sync card", "link", "dm"))] == [
        f"comment {text}",
        "move back to Open",
        "thread uncounted-4711",
    ]


def test_a_move_is_answered_once_but_each_move_anew() -> None:
    world = moved(a_move("Rosa"))
    apply_ticket_decision(TICKET.id, world.ports())
    assert len(answers_in(world)) == 1

    world.decisions = (a_move("Ada", change_id=4720), *world.decisions)
    apply_ticket_decision(TICKET.id, world.ports())

    assert [text.split()[0] for text in answers_in(world)] == ["Rosa", "Ada"]


def test_a_move_by_an_approver_who_left_the_group_a_minute_ago_does_not_count() -> None:
    world = world_with(a_request_with_ticket())
    world.demoted_lately = {"approvers": frozenset({"U0BO"})}
    world.decisions = (a_move("Bo"),)

    apply_ticket_decision(TICKET.id, world.ports())

    assert request_in(world).status is Status.AWAITING_APPROVAL
    assert "Only approvers can decide" in answers_in(world)[0]


def test_a_move_waits_while_slack_cannot_say_who_may_decide() -> None:
    world = world_with(a_request_with_ticket())
    world.trouble["approvers"] = Unavailable("Slack isn't responding.")
    world.decisions = (a_move("Bo"),)

    with pytest.raises(Unavailable):
        apply_ticket_decision(TICKET.id, world.ports())

    assert world.happened == []
    del world.trouble["approvers"]
    apply_ticket_decision(TICKET.id, world.ports())
    assert request_in(world).status is Status.APPROVED


def test_a_rule_that_undoes_each_answer_comes_to_an_end() -> None:
    world = moved(a_move("Rosa", change_id=1))
    for change_id in range(2, 3 * MAX_UNCOUNTED_MOVES):
        world.decisions = (a_move("Rosa", change_id=change_id),)
        apply_ticket_decision(TICKET.id, world.ports())

    assert len(answers_in(world)) == MAX_UNCOUNTED_MOVES


def test_the_newest_decision_that_counts_is_applied() -> None:
    world = moved(a_move("Rosa", Event.DECLINED, 12), a_move("Bo", Event.APPROVED, 11))

    assert request_in(world).status is Status.APPROVED


def test_sensitive_data_is_approved_in_jira_by_the_stricter_group_only() -> None:
    sensitive = {"answers": replace(ANSWERS, sensitivity=Sensitivity.PERSONAL)}
    statuses = []
    for by in ("Bo", "Cleo"):
        world = world_with(a_request_with_ticket(**sensitive))
        world.sensitive_approvers_ = frozenset({"U0CLEO"})
        world.decisions = (a_move(by),)
        apply_ticket_decision(TICKET.id, world.ports())
        statuses.append((request_in(world).status, *answers_in(world)))

    words = "This request involves sensitive data. It needs a sensitive-data approver."
    assert statuses == [
        (Status.AWAITING_APPROVAL, f"Bo moved the ticket, but the request is still pending: {words}"),
        (Status.APPROVED,),
    ]


EDITED = {"edits": (Edit(MONDAY, ()),)}


@pytest.mark.parametrize(
    ("described", "counts"),
    [
        (None, False),
        (TicketRevision(2, 4712), False),
        (TicketRevision(2, 4711), False),
        (TicketRevision(2, 4710), True),
        (TicketRevision(3, 4700), False),
    ],
)
@pytest.mark.parametrize("outcome", [Event.APPROVED, Event.DECLINED])
def test_a_move_counts_only_for_answers_that_the_ticket_showed(
    described: TicketRevision | None, counts: bool, outcome: Event
) -> None:
    world = moved(a_move("Bo", outcome), ticket_revision=described, **EDITED)

    assert (request_in(world).status is not Status.AWAITING_APPROVAL) is counts
    words = "The request was edited in the meantime. Read the ticket again, then decide."
    text = f"Bo moved the ticket, but the request is still pending: {words}"
    assert answers_in(world) == ([] if counts else [text])


def test_an_edit_is_described_with_the_change_after_which_moves_count() -> None:
    world = world_with(a_request_with_ticket(**EDITED))
    world.newest_change = 4710

    reconcile("7f3c9a", world.ports())

    assert request_in(world).ticket_revision == TicketRevision(2, 4710)


@pytest.mark.parametrize(
    ("accounts", "status"),
    [
        ({"bo@example.com": "account of Bo"}, Status.APPROVED),
        ({"bo@example.com": "account of another Bo"}, Status.AWAITING_APPROVAL),
        ({"rosa@example.com": "account of Bo"}, Status.AWAITING_APPROVAL),
        ({}, Status.AWAITING_APPROVAL),
    ],
)
def test_an_account_with_a_hidden_email_is_matched_by_its_id(accounts: dict[str, str], status: Status) -> None:
    world = world_with(a_request_with_ticket())
    world.accounts = accounts
    world.decisions = (a_move("Bo", email=None),)

    apply_ticket_decision(TICKET.id, world.ports())

    assert request_in(world).status is status
    assert all("Jira hides the account's email" in text for text in answers_in(world))


def test_an_automation_rule_decides_nothing() -> None:
    assert "Apps can't decide" in answers_in(moved(a_move("Automation", email=None, is_by_app=True)))[0]


@pytest.mark.parametrize(
    ("request_", "move", "is_answered"),
    [
        (an_approved_request(), a_move("Cleo", Event.DECLINED), True),
        (an_approved_request(), a_move("Cleo", Event.APPROVED), False),
        (an_approved_request(status=Status.DECLINED), a_move("Rosa", Event.APPROVED), True),
        (an_approved_request(status=Status.WITHDRAWN), a_move("Rosa", Event.APPROVED), True),
        (an_approved_request(status=Status.DECLINED), a_move("Desk", Event.APPROVED, is_by_bot=True), False),
        (a_request_with_ticket(status=Status.EXPIRED), a_move("Bo", Event.APPROVED), True),
    ],
)
def test_a_move_that_contradicts_the_decision_is_answered_and_undone(
    request_: ConnectorRequest, move: TicketDecision, is_answered: bool
) -> None:
    world = world_with(request_)
    world.decisions = (move,)

    apply_ticket_decision(TICKET.id, world.ports())

    assert request_in(world).status is request_.status
    assert ["is already" in text for text in answers_in(world)] == [True] * is_answered


@pytest.mark.parametrize("is_from_ticket", [False, True])
def test_a_decline_undoes_a_move_to_approved(is_from_ticket: bool) -> None:
    decision = Decision("U0CLEO", MONDAY, is_from_ticket=is_from_ticket)
    mirrored = frozenset({"ticket:declined"})
    world = world_with(an_approved_request(status=Status.DECLINED, decision=decision, mirrored_events=mirrored))
    world.decisions = (a_move("Rosa"),)
    apply_ticket_decision(TICKET.id, world.ports())

    reconcile("7f3c9a", world.ports())

    assert "transition declined" in world.happened


@pytest.mark.parametrize("ticket", [TICKET.id, "unknown"])
def test_a_ticket_without_a_decision_changes_nothing(ticket: str) -> None:
    world = world_with(a_request_with_ticket())

    apply_ticket_decision(ticket, world.ports())

    assert (world.happened, request_in(world).version) == ([], 1)


def test_a_ticket_that_was_moved_to_another_project_keeps_deciding() -> None:
    world = world_with(a_request_with_ticket())
    world.ticket_now = replace(TICKET, key="DENG-8")
    world.decisions = (a_move("Bo"),)

    apply_ticket_decision(TICKET.id, world.ports())

    request = request_in(world)
    assert (request.status, request.ticket and request.ticket.key) == (Status.APPROVED, "DENG-8")


def test_every_ticket_that_waits_is_read_also_while_the_search_fails() -> None:
    waiting = a_request_with_ticket(id="old", ticket=replace(TICKET, id="10001"))
    world = world_with(a_request_with_ticket())
    world.requests_[waiting.id] = waiting
    world.trouble["search"] = Unavailable("Jira failed (503).")

    assert tickets_to_read(world.ports()) == [TICKET.id, "10001"]


GONE = TicketNotFound("Issue does not exist or you do not have permission to see it.")


def test_a_deleted_ticket_is_said_once_and_the_request_goes_on() -> None:
    world = world_with(a_request_with_ticket())
    world.trouble = dict.fromkeys((f"read {TICKET.id}", "comment", "link", "transition"), GONE)

    for _ in range(2):
        apply_ticket_decision(TICKET.id, world.ports())
        reconcile("7f3c9a", world.ports())

    assert [line for line in world.happened if line.startswith("thread")] == ["thread ticket-missing-20261123090000"]
    assert request_in(world).problem is None
    assert world.in_sync_ids

    world.transition(request_in(world), Event.APPROVED)
    reconcile("7f3c9a", world.ports())
    assert request_in(world).status is Status.AWAITING_CREDENTIALS
    assert request_in(world).problem is None


def test_a_ticket_that_reappears_is_a_ticket_again() -> None:
    world = world_with(a_request_with_ticket())
    world.trouble = {f"read {TICKET.id}": GONE}
    apply_ticket_decision(TICKET.id, world.ports())
    assert request_in(world).ticket_missing_since == MONDAY

    world.trouble.clear()
    apply_ticket_decision(TICKET.id, world.ports())

    assert request_in(world).ticket_missing_since is None
