"""Mute proposals, mutes, and unreachable channels."""

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from tests.support.fake_subscription_ports import CONFIG, HOME, OTHER, SubscriptionWorld, actor
from tests.support.sample_data import MONDAY
from workflows.errors import Refused, Unavailable
from workflows.ports import Person
from workflows.subscriptions.model import DEFAULT_SUBSCRIPTION
from workflows.subscriptions.mutes import mute, propose_mutes, unmute
from workflows.subscriptions.notification_budget import PROPOSED_MUTE_DURATION, MuteProposal
from workflows.subscriptions.preferences import Preferences, Unreachable

LOUD: list[tuple[str, str | None]] = [
    *[(HOME, "zoom_otter")] * 30,
    *[(HOME, "jira_otter")] * 18,
    *[(HOME, "duel_salutation")] * 3,
]


def a_loud_week(where: str = HOME) -> SubscriptionWorld:
    """51 posts: one more than the budget. The third loudest is Stripe's, which is sensitive."""
    return SubscriptionWorld(told=[(where, about) for _home, about in LOUD])


def proposal_of(world: SubscriptionWorld, audience: str = HOME) -> MuteProposal:
    found = world.get(audience).mute_proposal
    assert found is not None
    return found


def test_a_channel_over_budget_gets_one_proposal_a_week() -> None:
    world = a_loud_week()

    for _minute in range(3):
        propose_mutes(world.desk(), CONFIG)

    assert world.happened == [f"proposal in {HOME}, 0 muted"]
    assert [(source.name, source.posts) for source in proposal_of(world).connections] == [
        ("zoom", 30),
        ("jira", 18),
    ]


def test_a_proposal_is_rendered_once_per_run() -> None:
    world = a_loud_week()

    propose_mutes(world.desk(), CONFIG)

    assert world.renders == 1


def test_a_channel_still_over_budget_gets_a_proposal_next_week() -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), CONFIG)

    world.time += PROPOSED_MUTE_DURATION
    propose_mutes(world.desk(), CONFIG)

    assert len(world.happened) == 2
    assert proposal_of(world).week_start.day == 30


@pytest.mark.parametrize(
    "world",
    [
        SubscriptionWorld(told=LOUD[:50]),
        SubscriptionWorld({HOME: Preferences(HOME, weekly_budget=51)}, LOUD),
        SubscriptionWorld(told=[("U0ADA", about) for _home, about in LOUD]),
    ],
    ids=["within the budget", "with a larger budget", "a person"],
)
def test_other_recipients_get_no_proposal(world: SubscriptionWorld) -> None:
    propose_mutes(world.desk(), CONFIG)

    assert world.happened == []


def test_a_failed_proposal_is_posted_by_the_next_run() -> None:
    world = a_loud_week()
    world.trouble.append(Unavailable("Slack asks us to slow down.", 30))

    propose_mutes(world.desk(), CONFIG)
    propose_mutes(world.desk(), CONFIG)

    assert world.happened == [f"proposal in {HOME}, 0 muted"]


def test_a_bug_at_one_channel_stops_no_other() -> None:
    world = a_loud_week()
    world.told += a_loud_week(OTHER).told
    world.trouble.append(KeyError("blocks"))  # type: ignore[arg-type]  # an error that is a bug

    with capture_logs() as logs:
        propose_mutes(world.desk(), CONFIG)

    assert [line["item"] for line in logs] == [HOME]
    assert world.happened == [f"proposal in {OTHER}, 0 muted"]


def test_an_approver_mutes_a_connection_for_a_week() -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), CONFIG)

    mute("zoom_otter", actor("U0BO", HOME), world.desk(), CONFIG)

    (muted,) = world.get(HOME).mutes
    assert (muted.name, muted.muted_by_name, muted.until) == (
        "zoom",
        "Bo Lindqvist",
        MONDAY + timedelta(days=7),
    )
    assert world.happened[1:] == [f"proposal in {HOME}, 1 muted"]


def test_a_mute_before_the_proposal_is_posted_leaves_the_post_to_the_sweep() -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), CONFIG)
    unposted = replace(proposal_of(world), message=None, fingerprint="")
    world.desk().preferences.update(HOME, lambda one: one.evolve(mute_proposal=unposted))

    mute("zoom_otter", actor("U0BO", HOME), world.desk(), CONFIG)
    assert len(world.happened) == 1
    propose_mutes(world.desk(), CONFIG)

    assert world.happened[1:] == [f"proposal in {HOME}, 1 muted"]


@pytest.mark.parametrize(("who", "muted_by"), [("U0CLEO", "Bo Lindqvist"), ("U0BO", "You")])
def test_a_second_click_names_who_muted_first(who: str, muted_by: str) -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), CONFIG)

    for one in ("U0BO", who):
        mute("zoom_otter", actor(one, HOME), world.desk(), CONFIG)

    assert len(world.get(HOME).mutes) == 1
    assert world.happened[-1] == f"{who} gets: {muted_by} already muted zoom here until 2026-11-30 09:00 UTC."


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("U0ADA", "Only approvers can change the mutes of this channel."),
        ("U0GUS", "Guests can't do that."),
        ("U0PIA", "Only members of this workspace can do that."),
    ],
)
def test_others_mute_nothing_in_the_home_channel(who: str, words: str) -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), CONFIG)

    mute("zoom_otter", actor(who, HOME), world.desk(), CONFIG)

    assert world.get(HOME).mutes == ()
    assert world.happened[-1].startswith(f"{who} gets: {words}")


def test_elsewhere_any_colleague_mutes() -> None:
    world = a_loud_week(OTHER)
    propose_mutes(world.desk(), CONFIG)

    mute("zoom_otter", actor("U0ADA"), world.desk(), CONFIG)

    assert [one.name for one in world.get(OTHER).mutes] == ["zoom"]


def test_a_mute_during_an_outage_changes_nothing() -> None:
    class SlackOutage(SubscriptionWorld):
        def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
            raise Unavailable("Slack does not answer.")

    world = SlackOutage(told=a_loud_week().told)

    with pytest.raises(Unavailable, match="Slack does not answer"):
        mute("zoom_otter", actor("U0BO", HOME), world.desk(), CONFIG)

    assert world.get(HOME).mutes == ()
    assert world.happened == []


def test_a_forged_button_mutes_nothing() -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), CONFIG)

    mute("duel_salutation", actor("U0BO", HOME), world.desk(), CONFIG)

    assert world.get(HOME).mutes == ()
    assert "This proposal is out of date." in world.happened[-1]


def test_muted_connections_are_not_proposed() -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), CONFIG)
    world.time += timedelta(days=6)
    mute("zoom_otter", actor("U0BO", HOME), world.desk(), CONFIG)

    world.time += timedelta(days=2)
    propose_mutes(world.desk(), CONFIG)

    assert [source.name for source in proposal_of(world).connections] == ["jira"]


def test_a_permitted_actor_can_unmute() -> None:
    world = a_loud_week()
    propose_mutes(world.desk(), CONFIG)
    mute("zoom_otter", actor("U0BO", HOME), world.desk(), CONFIG)

    with pytest.raises(Refused, match="Only approvers"):
        unmute(HOME, "zoom_otter", actor("U0ADA", HOME), world.desk(), CONFIG)
    unmute(HOME, "zoom_otter", actor("U0CLEO", HOME), world.desk(), CONFIG)

    assert world.get(HOME).mutes == ()


def closed() -> SubscriptionWorld:
    """Ada and Rosa subscribed in a channel that was archived."""
    wishes = tuple(replace(DEFAULT_SUBSCRIPTION, target=who, created_by=who) for who in ("U0ADA", "U0ROSA"))
    return SubscriptionWorld({OTHER: Preferences(OTHER, wishes, unreachable=Unreachable(MONDAY, "is_archived"))})


def test_subscribers_of_an_unreachable_channel_are_notified_once() -> None:
    world = closed()

    propose_mutes(world.desk(), CONFIG)
    propose_mutes(world.desk(), CONFIG)

    assert world.happened == [f"U0ADA told of {OTHER}", f"U0ROSA told of {OTHER}"]


def test_subscriber_notices_are_retried_and_skip_people_who_left() -> None:
    world = closed()
    world.trouble += [Unavailable("Slack does not answer."), Refused("Slack refused this (user_disabled).")]

    for _minute in range(3):
        propose_mutes(world.desk(), CONFIG)

    assert world.happened == [f"U0ROSA told of {OTHER}"]
