"""A channel that hears too much is asked once a week what to mute; closed doors are told once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.fake_subscription_ports import HOME, HOUSE, OTHER, Listening, press
from tests.support.sample_data import MONDAY
from workflows.errors import Refused, Unavailable
from workflows.ports import Person
from workflows.subscriptions.model import DEFAULT_SUBSCRIPTION
from workflows.subscriptions.mutes import mute, propose_mutes, unmute
from workflows.subscriptions.notification_budget import PROPOSED_MUTE_DURATION, MuteProposal
from workflows.subscriptions.preferences import Preferences, Unreachable

LOUD = [*[(HOME, "zoom_otter")] * 30, *[(HOME, "jira_otter")] * 18, *[(HOME, "duel_salutation")] * 3]


def a_loud_week(where: str = HOME) -> Listening:
    """51 posts: one more than the budget. The third loudest is Stripe's, which is sensitive."""
    return Listening(told=[(where, about) for _home, about in LOUD])


def proposal_of(world: Listening, audience: str = HOME) -> MuteProposal:
    found = world.get(audience).mute_proposal
    assert found is not None
    return found


def test_a_channel_above_its_budget_is_asked_once_that_week() -> None:
    world = a_loud_week()

    for _minute in range(3):
        propose_mutes(world.desk(), HOUSE)

    assert world.happened == [f"proposal in {HOME}, 0 muted"]
    assert [(source.name, source.posts) for source in proposal_of(world).connections] == [
        ("zoom", 30),
        ("jira", 18),
    ]


def test_the_next_week_it_is_asked_again_if_it_is_still_too_much() -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), HOUSE)

    world.time += PROPOSED_MUTE_DURATION
    propose_mutes(world.desk(), HOUSE)

    assert len(world.happened) == 2
    assert proposal_of(world).week_start.day == 30


@pytest.mark.parametrize(
    "world",
    [
        Listening(told=LOUD[:50]),
        Listening({HOME: Preferences(HOME, weekly_budget=51)}, LOUD),
        Listening(told=[("U0ADA", about) for _home, about in LOUD]),
    ],
    ids=["within the budget", "with a larger budget", "a person"],
)
def test_nobody_else_is_asked(world: Listening) -> None:
    propose_mutes(world.desk(), HOUSE)

    assert world.happened == []


def test_what_cannot_be_posted_now_is_posted_by_the_next_look() -> None:
    world = a_loud_week()
    world.trouble.append(Unavailable("Slack asks us to slow down.", 30))

    propose_mutes(world.desk(), HOUSE)
    propose_mutes(world.desk(), HOUSE)

    assert world.happened == [f"proposal in {HOME}, 0 muted"]


def test_an_approver_mutes_a_connection_for_a_week() -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), HOUSE)

    mute("zoom_otter", press("U0BO", HOME), world.desk(), HOUSE)

    (muted,) = world.get(HOME).mutes
    assert (muted.name, muted.muted_by_name, muted.until) == (
        "zoom",
        "Bo Lindqvist",
        MONDAY + timedelta(days=7),
    )
    assert world.happened[1:] == [f"proposal in {HOME}, 1 muted"]


def test_a_second_click_hears_of_the_first() -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), HOUSE)

    for who in ("U0BO", "U0CLEO"):
        mute("zoom_otter", press(who, HOME), world.desk(), HOUSE)

    assert len(world.get(HOME).mutes) == 1
    assert world.happened[-1] == (
        "U0CLEO hears: zoom is silent here already until 30 November at 09:00 UTC, by Bo Lindqvist."
    )


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("U0ADA", "What this channel hears is for the approvers to say."),
        ("U0GUS", "Guests cannot do that."),
        ("U0PIA", "Only people of this workspace can do that."),
    ],
)
def test_others_mute_nothing_in_the_home_channel(who: str, words: str) -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), HOUSE)

    mute("zoom_otter", press(who, HOME), world.desk(), HOUSE)

    assert world.get(HOME).mutes == ()
    assert world.happened[-1].startswith(f"{who} hears: {words}")


def test_elsewhere_any_colleague_mutes() -> None:
    world = a_loud_week(OTHER)
    propose_mutes(world.desk(), HOUSE)

    mute("zoom_otter", press("U0ADA"), world.desk(), HOUSE)

    assert [one.name for one in world.get(OTHER).mutes] == ["zoom"]


def test_who_mutes_while_slack_knows_nobody_hears_that_nothing_has_changed() -> None:
    class Deaf(Listening):
        def look_up(self, user_id: str) -> Person:
            raise Unavailable("Slack does not answer.")

    world = Deaf(told=a_loud_week().told)

    mute("zoom_otter", press("U0BO", HOME), world.desk(), HOUSE)

    assert world.get(HOME).mutes == ()
    words = "Slack does not answer. Nothing has changed; please try again."
    assert world.happened == [f"U0BO hears: {words}"]


def test_a_forged_button_mutes_nothing() -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), HOUSE)

    mute("duel_salutation", press("U0BO", HOME), world.desk(), HOUSE)

    assert world.get(HOME).mutes == ()
    assert "This proposal is no longer the last one." in world.happened[-1]


def test_what_is_muted_is_not_proposed_again() -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), HOUSE)
    world.time += timedelta(days=6)
    mute("zoom_otter", press("U0BO", HOME), world.desk(), HOUSE)

    world.time += timedelta(days=2)
    propose_mutes(world.desk(), HOUSE)

    assert [source.name for source in proposal_of(world).connections] == ["jira"]


def test_a_mute_can_be_taken_back_by_whoever_may_mute() -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), HOUSE)
    mute("zoom_otter", press("U0BO", HOME), world.desk(), HOUSE)

    with pytest.raises(Refused, match="for the approvers"):
        unmute(HOME, "zoom_otter", press("U0ADA", HOME), world.desk(), HOUSE)
    unmute(HOME, "zoom_otter", press("U0CLEO", HOME), world.desk(), HOUSE)

    assert world.get(HOME).mutes == ()


def closed() -> Listening:
    """Ada and Rosa subscribed in a channel that was archived."""
    wishes = tuple(replace(DEFAULT_SUBSCRIPTION, target=who, user_id=who) for who in ("U0ADA", "U0ROSA"))
    return Listening({OTHER: Preferences(OTHER, wishes, unreachable=Unreachable(MONDAY, "is_archived"))})


def test_those_who_subscribed_where_we_cannot_speak_are_told_once() -> None:
    world = closed()

    propose_mutes(world.desk(), HOUSE)
    propose_mutes(world.desk(), HOUSE)

    assert world.happened == [f"U0ADA told of {OTHER}", f"U0ROSA told of {OTHER}"]


def test_they_are_told_later_when_slack_does_not_answer_and_not_at_all_when_they_have_left() -> None:
    world = closed()
    world.trouble += [Unavailable("Slack does not answer."), Refused("Slack refused this (user_disabled).")]

    for _minute in range(3):
        propose_mutes(world.desk(), HOUSE)

    assert world.happened == [f"U0ROSA told of {OTHER}"]
