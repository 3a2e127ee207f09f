"""Somebody says what they want to hear: generously understood, asked back, and only where they may."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.fake_subscription_ports import HOME, HOUSE, OTHER, Listening, press
from tests.support.sample_data import MONDAY
from workflows.errors import Refused
from workflows.incidents.model import Severity
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
def test_a_wish_is_taken_apart(typed: str, meant: ParsedSubscription) -> None:
    assert parse_subscription(typed) == meant


@pytest.mark.parametrize("typed", ["", "  ", "to me", "here critical"])
def test_a_wish_for_nothing_is_asked_back(typed: str) -> None:
    with pytest.raises(Refused, match="What do you want to hear of"):
        parse_subscription(typed)


def test_rosa_subscribes_to_a_service_in_a_direct_message() -> None:
    world = Listening()

    said = subscribe("service jira", press("U0ROSA", DM), world.desk(), HOUSE)

    assert said == "From now on you hear of every connection of Jira: notices and above."
    assert world.get("U0ROSA").subscriptions == (
        Subscription(SubscriptionKind.SERVICE, "jira", "Jira", Severity.NOTICE, "U0ROSA", MONDAY),
    )


def test_whoever_subscribes_to_a_sensitive_service_is_told_what_that_means() -> None:
    said = subscribe("service stripe", press("U0ROSA", DM), Listening().desk(), HOUSE)

    assert said.endswith("They are sensitive, so you hear only of those that you may know of.")


def test_a_channel_subscribes_where_it_is_typed() -> None:
    world = Listening()

    said = subscribe("survy monkey warnings", press("U0ADA"), world.desk(), HOUSE)

    assert said == "From now on this channel hears of survey_monkey: warnings and above."
    assert [one.key for one in world.get(OTHER).subscriptions or ()] == ["connection:survey_otter"]


def test_to_me_in_a_channel_is_to_me() -> None:
    world = Listening()

    said = subscribe("mine to me", press("U0ADA"), world.desk(), HOUSE)

    assert said == "From now on you hear of every connection that Ada Okafor asked for: notices and above."
    assert OTHER not in world.wishes


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            "payments",
            "“payments” fits several things. Which one: “stripe”, “stripe_nonprod” or "
            "“service stripe” for all of Stripe?",
        ),
        ("google search console", "fits several things. Which one"),
        ("teapot", "I know of nothing called “teapot”"),
        ("surly donkey", "Did you mean survey_monkey?"),
        ("typeform", "I know of no connection of typeform"),
    ],
)
def test_what_is_not_clear_is_asked_back(typed: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        subscribe(typed, press("U0BO", DM), Listening().desk(), HOUSE)

    assert words in refused.value.message


def test_what_everybody_has_heard_of_may_be_narrowed_and_its_beginning_stays() -> None:
    world = Listening()
    subscribe("service jira", press("U0ADA"), world.desk(), HOUSE)
    world.time += timedelta(days=1)

    again = subscribe("service jira", press("U0ROSA"), world.desk(), HOUSE)
    said = subscribe("service jira critical", press("U0ROSA"), world.desk(), HOUSE)

    assert again == "This channel hears of every connection of Jira already: notices and above."
    assert said == "From now on this channel hears of every connection of Jira: only what is critical."
    (only,) = world.get(OTHER).subscriptions or ()
    assert (only.min_severity, only.since) == (Severity.CRITICAL, MONDAY)


# What is sensitive


def test_a_channel_cannot_subscribe_to_what_not_everybody_may_know() -> None:
    world = Listening()

    for typed in ("salesforce", "service salesforce"):
        with pytest.raises(Refused, match=r"no channel hears of it\. Add “to me”"):
            subscribe(typed, press("U0BO"), world.desk(), HOUSE)

    assert world.wishes == {}


def test_what_somebody_may_not_know_of_does_not_exist_for_them() -> None:
    world = Listening()

    stranger = Listening(approvers_=frozenset())
    with pytest.raises(Refused, match="I know of no connection of Salesforce"):
        subscribe("connection salesforce", press("U0CLEO", DM), stranger.desk(), HOUSE)
    said = subscribe("connection salesforce", press("U0BO", DM), world.desk(), HOUSE)

    assert said == "From now on you hear of salesforce: notices and above."


# Who may


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("U0GUS", "Guests cannot"),
        ("U0PIA", "Only people of this workspace"),
        ("U0DORA", "This account cannot"),
    ],
)
def test_guests_and_outsiders_change_nothing(who: str, words: str) -> None:
    world = Listening()

    for change in (subscribe, unsubscribe, set_quiet_hours, set_budget):
        with pytest.raises(Refused, match=words):
            change("30" if change is set_budget else "everything", press(who), world.desk(), HOUSE)

    assert world.wishes == {}


def test_what_the_home_channel_hears_is_for_the_approvers_to_say() -> None:
    world = Listening()

    with pytest.raises(Refused, match="for the approvers"):
        subscribe("everything critical", press("U0ADA", HOME), world.desk(), HOUSE)
    subscribe("everything critical", press("U0BO", HOME), world.desk(), HOUSE)

    (only,) = world.get(HOME).subscriptions or ()
    assert (only.kind, only.min_severity) == (SubscriptionKind.EVERYTHING, Severity.CRITICAL)


def test_nobody_can_end_what_somebody_else_wants_to_hear() -> None:
    world = Listening()
    subscribe("everything", press("U0ADA", DM), world.desk(), HOUSE)

    with pytest.raises(Refused, match="Only they can say"):
        remove_subscription("U0ADA", DEFAULT_SUBSCRIPTION.key, press("U0ROSA"), world.desk(), HOUSE)

    assert world.get("U0ADA").subscriptions


def test_a_channel_that_we_cannot_post_in_is_not_subscribed() -> None:
    world = Listening(unfit={OTHER: "I am not in this channel."})

    with pytest.raises(Refused, match="I am not in this channel"):
        subscribe("everything", press("U0ADA"), world.desk(), HOUSE)

    assert world.wishes == {}


def test_a_channel_that_was_closed_is_told_again_once_somebody_subscribes() -> None:
    critical = replace(DEFAULT_SUBSCRIPTION, min_severity=Severity.CRITICAL)
    world = Listening(
        {OTHER: Preferences(OTHER, (critical,), unreachable=Unreachable(MONDAY, "is_archived"))}
    )

    said = subscribe("everything", press("U0ADA"), world.desk(), HOUSE)

    assert said == "From now on this channel hears of everything: only what is critical."
    assert world.get(OTHER) == Preferences(OTHER, (critical,))


# Ending it


@pytest.mark.parametrize("typed", ["jira", "service jira", "Jira to me", "the jira connector"])
def test_a_subscription_ends_by_its_name(typed: str) -> None:
    world = Listening()
    subscribe("jira", press("U0ADA", DM), world.desk(), HOUSE)
    if typed == "service jira":
        subscribe("service jira", press("U0ADA", DM), world.desk(), HOUSE)

    said = unsubscribe(typed, press("U0ADA", DM), world.desk(), HOUSE)

    assert said.startswith("You hear no more of ")
    assert len(world.get("U0ADA").subscriptions or ()) == (typed == "service jira")


def test_what_was_not_subscribed_to_is_said_and_nothing_changes() -> None:
    world = Listening()
    subscribe("service jira", press("U0ADA", DM), world.desk(), HOUSE)

    said = unsubscribe("zoom", press("U0ADA", DM), world.desk(), HOUSE)

    assert said == "You did not hear of that any more. Nothing has changed."


def test_two_of_the_same_name_are_asked_back() -> None:
    world = Listening()
    for typed in ("service jira", "connection jira"):
        subscribe(typed, press("U0ADA", DM), world.desk(), HOUSE)

    with pytest.raises(Refused, match="“service Jira” or “connection jira”"):
        unsubscribe("jira", press("U0ADA", DM), world.desk(), HOUSE)


def test_who_hears_of_nothing_is_told_so() -> None:
    with pytest.raises(Refused, match="You hear of nothing now"):
        unsubscribe("stripe", press("U0ADA", DM), Listening().desk(), HOUSE)


def test_the_home_channel_may_hear_of_nothing_at_all() -> None:
    world = Listening()

    said = unsubscribe("everything", press("U0BO", HOME), world.desk(), HOUSE)

    assert said == "This channel hears no more of everything. Nothing else is told here."
    assert world.get(HOME).effective_subscriptions(HOME) == ()


# Quiet hours and budgets


def test_quiet_hours_are_on_the_clock_of_whoever_sets_them_unless_they_say_otherwise() -> None:
    world = Listening()

    said = [
        set_quiet_hours(typed, press("U0ADA"), world.desk(), HOUSE)
        for typed in ("", "22:00-07:00", "23:00-06:00 Europe/Berlin", "20-8 weekends", "", "off", "")
    ]

    assert [one.split(". ")[0] for one in said] == [
        "There are no quiet hours",
        "Quiet from now on: 22:00–07:00 (Europe/London)",
        "Quiet from now on: 23:00–06:00 (Europe/Berlin)",
        "Quiet from now on: 20:00–08:00 and weekends (Europe/Berlin)",
        "Quiet hours: 20:00–08:00 and weekends (Europe/Berlin).",
        "There are no quiet hours any more.",
        "There are no quiet hours",
    ]


def test_a_channel_has_a_budget_of_its_own_until_it_takes_the_usual_one_again() -> None:
    world = Listening()

    said = [
        set_budget(typed, press("U0ADA"), world.desk(), HOUSE) for typed in ("", "30", "30 a week", "default")
    ]

    assert said == [
        "The budget of this channel is 50 posts a week. “/connector budget 30” makes it 30.",
        "The budget of this channel is 30 posts a week from now on.",
        "The budget of this channel is 30 posts a week from now on.",
        "The budget of this channel is 50 posts a week from now on.",
    ]


@pytest.mark.parametrize("typed", ["many", "0", "-5", "1001", "٣٠"])
def test_a_budget_is_a_number(typed: str) -> None:
    with pytest.raises(Refused, match="is no number of posts a week"):
        set_budget(typed, press("U0ADA"), Listening().desk(), HOUSE)


def test_a_person_has_no_budget() -> None:
    with pytest.raises(Refused, match="A budget is for a channel"):
        set_budget("30", press("U0ADA", DM), Listening().desk(), HOUSE)


# Looking


def test_a_list_shows_here_and_me_and_nothing_that_the_reader_may_not_know() -> None:
    secret = Subscription(SubscriptionKind.CONNECTION, "polite_otter", "salesforce")
    mute = Mute("zoom_otter", "zoom", "U0BO", "Bo Lindqvist", MONDAY, MONDAY + timedelta(days=7))
    world = Listening({"U0CLEO": Preferences("U0CLEO", (secret,)), HOME: Preferences(HOME, mutes=(mute,))})
    world.told = [(HOME, "zoom_otter"), (HOME, None), (OTHER, None)]

    here, me = subscription_overviews(press("U0CLEO", HOME), world.desk(), HOUSE)

    assert (here.recipient, here.subscriptions, here.mutes) == (HOME, (DEFAULT_SUBSCRIPTION,), (mute,))
    assert (here.posts_this_week, here.weekly_budget) == (2, 50)
    assert (me.recipient, me.subscriptions) == ("U0CLEO", (secret,))
    assert world.reads == 1
    world.approvers_ = frozenset()
    assert subscription_overviews(press("U0CLEO", HOME), world.desk(), HOUSE)[1].subscriptions == ()
    with pytest.raises(Refused, match="Guests cannot"):
        subscription_overviews(press("U0GUS"), world.desk(), HOUSE)
