"""The subscription commands: generous parsing, clear refusals, and permissions."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support.fake_subscription_ports import CONFIG, HOME, OTHER, SubscriptionWorld, actor
from tests.support.sample_data import MONDAY
from workflows.errors import Refused
from workflows.incidents.model import Severity
from workflows.subscriptions.channel_changes import announce_change
from workflows.subscriptions.commands import (
    remove_subscription,
    set_budget,
    set_quiet_hours,
    subscribe,
    unsubscribe,
)
from workflows.subscriptions.model import DEFAULT_SUBSCRIPTION, Subscription, SubscriptionKind
from workflows.subscriptions.overview import subscription_overviews
from workflows.subscriptions.parser import ParsedSubscription, parse_subscription
from workflows.subscriptions.preferences import Mute, Preferences, Unreachable

DM = "D0ADA"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("stripe", ParsedSubscription("stripe")),
        ("service salesforce", ParsedSubscription("salesforce", SubscriptionKind.SERVICE)),
        ("connection stripe to me", ParsedSubscription("stripe", SubscriptionKind.CONNECTION, to_me=True)),
        ("stripe here critical", ParsedSubscription("stripe", to_me=False, min_severity=Severity.CRITICAL)),
        (
            "stripe warning and above to me",
            ParsedSubscription("stripe", to_me=True, min_severity=Severity.WARNING),
        ),
        ("stripe at least warnings", ParsedSubscription("stripe", min_severity=Severity.WARNING)),
        ("Everything of mine", ParsedSubscription("", SubscriptionKind.MINE)),
        ("mine critical only", ParsedSubscription("", SubscriptionKind.MINE, min_severity=Severity.CRITICAL)),
        ("everything in this channel", ParsedSubscription("", SubscriptionKind.EVERYTHING, to_me=False)),
        ("google ads in development", ParsedSubscription("google ads in development")),
        ("notice_board", ParsedSubscription("notice_board")),
    ],
)
def test_a_subscription_is_parsed(typed: str, meant: ParsedSubscription) -> None:
    assert parse_subscription(typed) == meant


@pytest.mark.parametrize("typed", ["", "  ", "to me", "here critical"])
def test_an_empty_subscription_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="What do you want to subscribe to"):
        parse_subscription(typed)


CHANNEL = " This is for the whole channel, so I post the change here."


def test_rosa_subscribes_to_a_service_in_a_direct_message() -> None:
    world = SubscriptionWorld()

    said = subscribe("service jira", actor("U0ROSA", DM), world.desk(), CONFIG)

    assert said == "Subscribed: you'll get notices and above for all Jira connections."
    assert world.get("U0ROSA").subscriptions == (
        Subscription(SubscriptionKind.SERVICE, "jira", "Jira", Severity.NOTICE, "U0ROSA", MONDAY),
    )


def test_a_subscription_to_a_restricted_service_explains_its_limits() -> None:
    said = subscribe("service stripe", actor("U0ROSA", DM), SubscriptionWorld().desk(), CONFIG)

    assert said.endswith("They're restricted, so you only get those you have access to.")


def test_a_channel_subscribes_where_it_is_typed() -> None:
    world = SubscriptionWorld()

    said = subscribe("survy monkey warnings", actor("U0ADA"), world.desk(), CONFIG)

    assert said == "Subscribed: this channel will get warnings and above for survey_monkey." + CHANNEL
    assert [one.key for one in world.get(OTHER).subscriptions or ()] == ["connection:survey_otter"]


def test_to_me_in_a_channel_is_to_me() -> None:
    world = SubscriptionWorld()

    said = subscribe("mine to me", actor("U0ADA"), world.desk(), CONFIG)

    assert said == "Subscribed: you'll get notices and above for all connections requested by Ada Okafor."
    assert OTHER not in world.wishes


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            "payments",
            "“payments” matches several targets. Which one: “stripe”, “stripe_nonprod”, or "
            "“service stripe” for all of Stripe?",
        ),
        ("google search console", "matches several targets. Which one"),
        ("teapot", "I couldn't find “teapot”."),
        ("surly donkey", "Did you mean survey_monkey?"),
        ("typeform", "I couldn't find a connection of typeform"),
    ],
)
def test_an_ambiguous_name_is_refused_with_choices(typed: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        subscribe(typed, actor("U0BO", DM), SubscriptionWorld().desk(), CONFIG)

    assert words in refused.value.message


def test_a_narrowed_subscription_keeps_its_start_time() -> None:
    world = SubscriptionWorld()
    subscribe("service jira", actor("U0ADA"), world.desk(), CONFIG)
    world.time += timedelta(days=1)

    again = subscribe("service jira", actor("U0ROSA"), world.desk(), CONFIG)
    said = subscribe("service jira critical", actor("U0ROSA"), world.desk(), CONFIG)

    assert again == "This channel is already subscribed to all Jira connections (notices and above)."
    assert said == "Subscribed: this channel will get only critical alerts for all Jira connections." + CHANNEL
    (only,) = world.get(OTHER).subscriptions or ()
    assert (only.min_severity, only.since) == (Severity.CRITICAL, MONDAY)


# Restricted connections


def test_a_channel_cannot_subscribe_to_a_restricted_connection() -> None:
    world = SubscriptionWorld()

    for typed in ("salesforce", "service salesforce"):
        with pytest.raises(Refused, match=r"can't be announced in channels\. Add “to me”"):
            subscribe(typed, actor("U0BO"), world.desk(), CONFIG)

    assert world.wishes == {}


def test_a_connection_without_access_looks_unknown() -> None:
    world = SubscriptionWorld()

    stranger = SubscriptionWorld(approvers_=frozenset())
    with pytest.raises(Refused, match="I couldn't find a connection of Salesforce"):
        subscribe("connection salesforce", actor("U0CLEO", DM), stranger.desk(), CONFIG)
    said = subscribe("connection salesforce", actor("U0BO", DM), world.desk(), CONFIG)

    assert said == "Subscribed: you'll get notices and above for salesforce."


# Who may


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("U0GUS", "Guests can't"),
        ("U0PIA", "Only members of this workspace"),
        ("U0DORA", "This account can't"),
    ],
)
def test_guests_and_outsiders_change_nothing(who: str, words: str) -> None:
    world = SubscriptionWorld()

    for change in (subscribe, unsubscribe, set_quiet_hours, set_budget):
        with pytest.raises(Refused, match=words):
            change("30" if change is set_budget else "everything", actor(who), world.desk(), CONFIG)

    assert world.wishes == {}


def test_only_approvers_change_the_home_channel() -> None:
    world = SubscriptionWorld()

    with pytest.raises(Refused, match="Only approvers"):
        subscribe("everything critical", actor("U0ADA", HOME), world.desk(), CONFIG)
    subscribe("everything critical", actor("U0BO", HOME), world.desk(), CONFIG)

    (only,) = world.get(HOME).subscriptions or ()
    assert (only.kind, only.min_severity) == (SubscriptionKind.EVERYTHING, Severity.CRITICAL)


def test_a_refusal_names_what_they_wanted_to_change_and_what_they_can_do() -> None:
    world, ada = SubscriptionWorld(), actor("U0ADA", HOME)

    with pytest.raises(
        Refused, match=r"the quiet hours of this channel\. To set your own, type the command in a direct"
    ):
        set_quiet_hours("22-7", ada, world.desk(), CONFIG)
    with pytest.raises(Refused, match=r"the budget of this channel\.$"):
        set_budget("30", ada, world.desk(), CONFIG)

    assert set_quiet_hours("", ada, world.desk(), CONFIG).startswith("No quiet hours.")


def test_an_approver_who_left_the_group_a_moment_ago_changes_nothing_there() -> None:
    world = SubscriptionWorld(demoted_lately=frozenset({"U0BO"}))

    with pytest.raises(Refused, match="Only approvers"):
        subscribe("everything critical", actor("U0BO", HOME), world.desk(), CONFIG)

    assert world.wishes == {}


def test_a_person_cannot_end_the_subscription_of_another() -> None:
    world = SubscriptionWorld()
    subscribe("everything", actor("U0ADA", DM), world.desk(), CONFIG)

    with pytest.raises(Refused, match="You can't change the subscriptions of another person"):
        remove_subscription("U0ADA", DEFAULT_SUBSCRIPTION.key, actor("U0ROSA"), world.desk(), CONFIG)

    assert world.get("U0ADA").subscriptions


def test_a_channel_that_we_cannot_post_in_is_not_subscribed() -> None:
    world = SubscriptionWorld(unfit={OTHER: "I am not in this channel."})

    with pytest.raises(Refused, match="I am not in this channel"):
        subscribe("everything", actor("U0ADA"), world.desk(), CONFIG)

    assert world.wishes == {}


def test_subscribing_again_resumes_a_paused_channel() -> None:
    critical = replace(DEFAULT_SUBSCRIPTION, min_severity=Severity.CRITICAL)
    world = SubscriptionWorld({OTHER: Preferences(OTHER, (critical,), unreachable=Unreachable(MONDAY, "is_archived"))})

    said = subscribe("everything", actor("U0ADA"), world.desk(), CONFIG)

    assert said == "Subscribed: this channel will get only critical alerts for all connections." + CHANNEL
    assert world.get(OTHER) == Preferences(OTHER, (critical,))


# Ending it


@pytest.mark.parametrize("typed", ["jira", "service jira", "Jira to me", "the jira connector"])
def test_a_subscription_ends_by_its_name(typed: str) -> None:
    world = SubscriptionWorld()
    subscribe("jira", actor("U0ADA", DM), world.desk(), CONFIG)
    if typed == "service jira":
        subscribe("service jira", actor("U0ADA", DM), world.desk(), CONFIG)

    said = unsubscribe(typed, actor("U0ADA", DM), world.desk(), CONFIG)

    assert said.startswith("Unsubscribed you from ")
    assert len(world.get("U0ADA").subscriptions or ()) == (typed == "service jira")


def test_unsubscribing_from_an_unknown_subscription_changes_nothing() -> None:
    world = SubscriptionWorld()
    subscribe("service jira", actor("U0ADA", DM), world.desk(), CONFIG)

    said = unsubscribe("zoom", actor("U0ADA", DM), world.desk(), CONFIG)

    assert said == "You aren't subscribed to that."


def test_an_ambiguous_unsubscribe_is_refused_with_choices() -> None:
    world = SubscriptionWorld()
    for typed in ("service jira", "connection jira"):
        subscribe(typed, actor("U0ADA", DM), world.desk(), CONFIG)

    with pytest.raises(Refused, match="“service Jira” or “connection jira”"):
        unsubscribe("jira", actor("U0ADA", DM), world.desk(), CONFIG)


def test_unsubscribing_without_subscriptions_is_refused() -> None:
    with pytest.raises(Refused, match="You aren't subscribed to anything"):
        unsubscribe("stripe", actor("U0ADA", DM), SubscriptionWorld().desk(), CONFIG)


def test_the_home_channel_can_have_no_subscriptions() -> None:
    world = SubscriptionWorld()

    said = unsubscribe("everything", actor("U0BO", HOME), world.desk(), CONFIG)

    assert said == "Unsubscribed this channel from all connections. It has no subscriptions now." + CHANNEL
    assert world.get(HOME).effective_subscriptions(HOME) == ()


# Quiet hours and budgets


def test_quiet_hours_default_to_the_time_zone_of_the_actor() -> None:
    world = SubscriptionWorld()

    said = [
        set_quiet_hours(typed, actor("U0ADA"), world.desk(), CONFIG)
        for typed in ("", "22:00-07:00", "23:00-06:00 Europe/Berlin", "20-8 weekends", "", "off", "")
    ]

    assert [one.split(". ")[0] for one in said] == [
        "No quiet hours",
        "Quiet hours set: 22:00–07:00 (Europe/London)",
        "Quiet hours set: 23:00–06:00 (Europe/Berlin)",
        "Quiet hours set: 20:00–08:00 and weekends (Europe/Berlin)",
        "Quiet hours: 20:00–08:00 and weekends (Europe/Berlin).",
        "Quiet hours turned off",
        "No quiet hours",
    ]


def test_a_channel_can_set_and_reset_its_budget() -> None:
    world = SubscriptionWorld()

    said = [set_budget(typed, actor("U0ADA"), world.desk(), CONFIG) for typed in ("", "30", "30 a week", "default")]

    assert said == [
        "Budget: 50 posts a week. To change it, type “/connector budget 30”.",
        "Budget set to 30 posts a week." + CHANNEL,
        "Budget set to 30 posts a week.",
        "Budget set to 50 posts a week." + CHANNEL,
    ]


@pytest.mark.parametrize("typed", ["many", "0", "-5", "1001", "٣٠"])
def test_a_budget_is_a_number(typed: str) -> None:
    with pytest.raises(Refused, match="isn't a number of posts"):
        set_budget(typed, actor("U0ADA"), SubscriptionWorld().desk(), CONFIG)


def test_a_person_has_no_budget() -> None:
    with pytest.raises(Refused, match="Budgets are for channels"):
        set_budget("30", actor("U0ADA", DM), SubscriptionWorld().desk(), CONFIG)


# Looking


def test_the_list_hides_connections_the_reader_has_no_access_to() -> None:
    secret = Subscription(SubscriptionKind.CONNECTION, "polite_otter", "salesforce")
    mute = Mute("zoom_otter", "zoom", "U0BO", "Bo Lindqvist", MONDAY, MONDAY + timedelta(days=7))
    world = SubscriptionWorld({"U0CLEO": Preferences("U0CLEO", (secret,)), HOME: Preferences(HOME, mutes=(mute,))})
    world.told = [(HOME, "zoom_otter"), (HOME, None), (OTHER, None)]

    here, me = subscription_overviews(actor("U0CLEO", HOME), world.desk(), CONFIG)

    assert (here.recipient, here.subscriptions, here.mutes) == (HOME, (DEFAULT_SUBSCRIPTION,), (mute,))
    assert (here.posts_this_week, here.weekly_budget) == (2, 50)
    assert (me.recipient, me.subscriptions) == ("U0CLEO", (secret,))
    assert world.reads == 1
    world.approvers_ = frozenset()
    assert subscription_overviews(actor("U0CLEO", HOME), world.desk(), CONFIG)[1].subscriptions == ()
    with pytest.raises(Refused, match="Guests can't"):
        subscription_overviews(actor("U0GUS"), world.desk(), CONFIG)


@pytest.mark.parametrize(
    ("command", "typed", "shown"),
    [
        (subscribe, "service jira critical", "subscribed this channel to all Jira connections (only critical alerts)."),
        (
            set_quiet_hours,
            "22:00-07:00 UTC",
            "set quiet hours for this channel: 22:00–07:00 (UTC). Critical alerts are still posted at once.",
        ),
        (set_budget, "5", "set the budget of this channel to 5 posts a week."),
    ],
)
def test_a_change_for_a_whole_channel_is_confirmed_as_such_and_shown_there(
    command: Any, typed: str, shown: str
) -> None:
    world = SubscriptionWorld()

    said = command(typed, actor("U0ADA"), world.desk(), CONFIG)

    assert said.endswith(CHANNEL)
    command(typed, actor("U0ADA"), world.desk(), CONFIG)
    assert world.announced == [f"{OTHER}: Ada Okafor {shown}"]


def test_what_changes_nothing_or_only_ones_own_messages_is_shown_to_no_channel() -> None:
    world = SubscriptionWorld()

    set_quiet_hours("", actor("U0ADA"), world.desk(), CONFIG)
    set_quiet_hours("off", actor("U0ADA"), world.desk(), CONFIG)
    set_quiet_hours("22:00-07:00 UTC", actor("U0ADA", "D0ADA"), world.desk(), CONFIG)
    subscribe("service jira to me", actor("U0ADA"), world.desk(), CONFIG)

    assert world.announced == []


def test_a_channel_that_cannot_be_posted_in_keeps_the_change_and_its_actor_learns_why() -> None:
    world = SubscriptionWorld(unfit={OTHER: "I'm not in this channel."})

    announce_change("k1", OTHER, "Ada Okafor set quiet hours.", actor("U0ADA"), world.desk())

    assert "Your change holds, but I can't post it in the channel" in world.happened[-1]
    assert world.happened[-1].endswith("I'm not in this channel.")


def test_unsubscribing_is_shown_once() -> None:
    world = SubscriptionWorld()
    subscribe("service jira", actor("U0ADA"), world.desk(), CONFIG)

    for _ in range(2):
        remove_subscription(OTHER, "service:jira", actor("U0ADA"), world.desk(), CONFIG)

    assert world.announced[1:] == [f"{OTHER}: Ada Okafor unsubscribed this channel from all Jira connections."]
