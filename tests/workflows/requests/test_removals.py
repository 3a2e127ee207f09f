"""Remove from history: what can be removed, by whom, and what it changes."""

from dataclasses import replace

import pytest

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import (
    ANSWERS,
    CARD,
    MONDAY,
    a_connected_request,
    a_request_with_ticket,
    an_approved_request,
)
from workflows.catalog.service import CUSTOM_CONNECTOR_ID
from workflows.errors import DeskError, Refused, Unavailable
from workflows.permissions import Actor
from workflows.requests.answers import Sensitivity
from workflows.requests.decisions import decide
from workflows.requests.history import Decision, RequestText
from workflows.requests.model import ConnectorRequest
from workflows.requests.reconcile import reconcile
from workflows.requests.removals import remove_text
from workflows.requests.state_machine import Event, Status

WITH_TEXTS = replace(ANSWERS, duplicate_reason="Another account", config={"account": "acme", "days": 3})


def removed(world: World, text: RequestText = RequestText.PURPOSE, by: str = "U0ADA") -> ConnectorRequest:
    """Remove a text, and return the request."""
    remove_text("7f3c9a", text, Actor(by, "T0DESK", "C0FIVETRAN"), world.ports())
    return world.requests_["7f3c9a"]


def test_every_text_can_be_removed() -> None:
    decision = Decision("U0BO", MONDAY, "The token is abc")
    world = world_with(an_approved_request(answers=WITH_TEXTS, status=Status.DECLINED, decision=decision))

    for text in RequestText:
        request = removed(world, text)

    assert request.answers == replace(
        WITH_TEXTS,
        purpose="Removed",
        access="Removed",
        duplicate_reason="Removed",
        config={"account": "Removed", "days": 3},
    )
    assert request.decision == replace(decision, reason="Removed")
    assert "forget the reasons of 7f3c9a" in world.happened


def test_settings_stay_until_the_connection_is_created_with_them() -> None:
    waiting = world_with(a_request_with_ticket(answers=WITH_TEXTS))
    connected = world_with(a_connected_request(answers=WITH_TEXTS))

    assert removed(waiting, RequestText.CONFIG).answers == WITH_TEXTS
    assert "There's nothing to remove from the settings." in waiting.happened[-1]
    assert removed(connected, RequestText.CONFIG).answers.config["account"] == "Removed"


@pytest.mark.parametrize("who", ["U0ROSA", "U0GUS", "U0DORA", "U0PIA"])
def test_others_remove_nothing(who: str) -> None:
    world = world_with(a_request_with_ticket())

    assert removed(world, by=who).answers == ANSWERS
    assert world.happened[0].startswith(f"whisper {who} ")


def test_only_approvers_who_can_read_a_confidential_request_remove_its_text() -> None:
    answers = replace(ANSWERS, sensitivity=Sensitivity.PERSONAL)
    world = world_with(a_request_with_ticket(answers=answers))
    world.sensitive_approvers_ = frozenset({"U0BO"})

    assert removed(world, by="U0CLEO").answers == answers
    assert removed(world, by="U0BO").answers.purpose == "Removed"


@pytest.mark.parametrize("who", ["U0ADA", "U0BO"])
def test_rights_are_asked_afresh(who: str) -> None:
    world = world_with(a_request_with_ticket())
    world.removed_lately = frozenset({who})

    assert removed(world, by=who).answers == ANSWERS


def test_a_second_press_removes_nothing_more() -> None:
    world = world_with(a_request_with_ticket())

    removed(world)

    assert removed(world, by="U0BO").removals == 1


def test_an_approval_of_the_earlier_text_does_not_count() -> None:
    world = world_with(a_request_with_ticket())
    removed(world)

    decide("7f3c9a", Event.APPROVED, Actor("U0BO", "T0DESK", "C0FIVETRAN", seen_revision=1), None, world.ports())

    assert world.requests_["7f3c9a"].status is Status.AWAITING_APPROVAL
    assert "Read the card again" in world.happened[-1]


def test_every_mirror_follows() -> None:
    posted = frozenset({"ticket:declined", "thread:declined"})
    decision = Decision("U0BO", MONDAY, "The token is abc")
    known = {"mirrored_events": posted, "thread_view": "full"}
    world = world_with(an_approved_request(status=Status.DECLINED, decision=decision, **known))
    removed(world, RequestText.DECISION_REASON)
    world.happened.clear()

    reconcile("7f3c9a", world.ports())
    once = list(world.happened)
    reconcile("7f3c9a", world.ports())

    assert "describe Sales forecast for the third quarter" in once
    assert "rewrite comment declined Declined by Bo Lindqvist. Reason: Removed" in once
    assert "comment Ada Okafor removed the reason for the decision from history." in once
    assert "redraw edited-2 declined" in once
    assert sum(line.startswith(("rewrite", "redraw", "comment")) for line in world.happened) == sum(
        line.startswith(("rewrite", "redraw", "comment")) for line in once
    )


def test_a_text_that_is_removed_while_it_is_posted_is_removed_from_the_post() -> None:
    decision = Decision("U0BO", MONDAY, "The token is abc")
    world = world_with(an_approved_request(status=Status.DECLINED, decision=decision, thread_view="full"))
    removed(world, RequestText.DECISION_REASON)
    world.happened.clear()

    reconcile("7f3c9a", world.ports())

    order = [line.split(" ", 2)[:2] for line in world.happened if "eclined" in line]
    assert order.index(["rewrite", "comment"]) > order.index(["comment", "Declined"])
    assert ["redraw", "edited-2"] in order


LINK = "https://slack.example/archives/C0FIVETRAN/p1"


def told(world: World) -> list[str]:
    """What the person who removed a text is told that stays."""
    return [line for line in world.happened if "can't erase" in line]


def test_the_remover_is_told_once_what_slack_keeps_and_where() -> None:
    card = replace(CARD, replaces=LINK)
    world = world_with(an_approved_request(card=card, earlier_cards=(CARD,), thread_view="full"))
    removed(world, by="U0BO")
    world.left = (LINK,)

    for _ in range(2):
        reconcile("7f3c9a", world.ports())

    stays = f"Slack lets the bot neither edit nor delete {LINK}. A workspace admin can delete that."
    assert told(world) == [f"whisper U0BO I can't erase the purpose everywhere yet. {stays} I'll keep retrying."]
    assert world.requests_["7f3c9a"].problem == stays

    world.left = ()
    reconcile("7f3c9a", world.ports())
    request = world.requests_["7f3c9a"]
    assert (request.problem, request.card) == (None, CARD)


@pytest.mark.parametrize(
    ("error", "is_told"), [(Refused("Jira refuses it."), True), (Unavailable("Jira is away."), False)]
)
@pytest.mark.parametrize("call", ["describe", "rewrite comment", "sync card", "redraw"])
def test_the_remover_is_told_what_is_refused_and_not_what_is_only_late(
    call: str, error: DeskError, is_told: bool
) -> None:
    posted = frozenset({"ticket:approved", "thread:approved"})
    world = world_with(an_approved_request(mirrored_events=posted, thread_view="full"))
    removed(world)
    world.trouble[call] = error

    reconcile("7f3c9a", world.ports())

    assert bool(told(world)) is is_told


def test_a_card_that_replaces_another_remembers_it() -> None:
    world = world_with(a_request_with_ticket(card=replace(CARD, ts="1.0")))
    world.replacement = CARD

    reconcile("7f3c9a", world.ports())

    assert world.requests_["7f3c9a"].earlier_cards == (replace(CARD, ts="1.0"),)


@pytest.mark.parametrize("target", ["ticket", "thread"])
def test_what_was_told_about_a_build_that_was_withdrawn_is_erased_too(target: str) -> None:
    answers = replace(ANSWERS, service=CUSTOM_CONNECTOR_ID, config={"api_docs": "https://docs.example/hunter2"})
    posted = frozenset({f"{target}:building"})
    request = an_approved_request(answers=answers, status=Status.WITHDRAWN, mirrored_events=posted, thread_view="full")
    world = world_with(request)
    removed(world, RequestText.CONFIG)

    reconcile("7f3c9a", world.ports())

    assert [line for line in world.happened if line.startswith("re") and "building" in line]
