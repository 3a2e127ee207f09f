"""Who hears of an incident: by right, by wish, and not before they want to."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tests.support.fake_subscription_ports import HOME, OTHER, a_storm, an_incident
from tests.support.sample_data import MONDAY
from workflows.incidents.model import Condition, Incident, Severity
from workflows.incidents.storms import Storm
from workflows.notifications.recipients import Recipients, can_reach, choose_recipients, held_until
from workflows.subscriptions.model import Subscription, SubscriptionKind
from workflows.subscriptions.preferences import Mute, Preferences, Unreachable
from workflows.subscriptions.quiet_hours import QuietHours

NIGHT = QuietHours("UTC", time(22), time(7))
LATE = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
MUTED = Mute("duel_salutation", "stripe", "U0BO", "Bo Lindqvist", MONDAY, MONDAY + timedelta(days=7))


def hearers(*preferences: Preferences, **more: object) -> Recipients:
    """Bo and Cleo approve; it is ten on Monday morning."""
    known = {"approvers": frozenset({"U0BO", "U0CLEO"}), "at": MONDAY + timedelta(hours=1)}
    named = {one.recipient: one for one in preferences}
    return Recipients(HOME, preferences=named, **(known | more))  # type: ignore[arg-type]  # mixed values


def wants(audience: str, *subscriptions: Subscription, **more: object) -> Preferences:
    return Preferences(audience, subscriptions, **more)  # type: ignore[arg-type]  # mixed values


def wish(kind: SubscriptionKind, target: str = "", **more: object) -> Subscription:
    return Subscription(kind, target, **more)  # type: ignore[arg-type]  # mixed values


def test_the_home_channel_hears_everything_until_somebody_narrows_it() -> None:
    narrowed = wants(HOME, wish(SubscriptionKind.EVERYTHING, min_severity=Severity.CRITICAL))

    assert choose_recipients(an_incident(), hearers()) == [HOME]
    assert choose_recipients(an_incident(), hearers(narrowed)) == []
    assert choose_recipients(an_incident(severity=Severity.CRITICAL), hearers(narrowed)) == [HOME]
    assert choose_recipients(an_incident(severity=Severity.CRITICAL), hearers(wants(HOME))) == []


@pytest.mark.parametrize(
    ("kind", "target", "hears"),
    [
        (SubscriptionKind.CONNECTION, "duel_salutation", True),
        (SubscriptionKind.CONNECTION, "calm_comet", False),
        (SubscriptionKind.SERVICE, "stripe", True),
        (SubscriptionKind.SERVICE, "jira", False),
        (SubscriptionKind.MINE, "U0ADA", True),
        (SubscriptionKind.MINE, "U0ROSA", False),
        (SubscriptionKind.EVERYTHING, "", True),
    ],
)
def test_a_subscription_covers_what_it_names(kind: SubscriptionKind, target: str, hears: bool) -> None:
    told = choose_recipients(an_incident(owner="U0ADA"), hearers(wants(OTHER, wish(kind, target))))

    assert (OTHER in told) is hears


@pytest.mark.parametrize(
    ("least", "told_of"),
    [
        (Severity.NOTICE, {"notice", "warning", "critical"}),
        (Severity.WARNING, {"warning", "critical"}),
        (Severity.CRITICAL, {"critical"}),
    ],
)
def test_a_subscription_hears_what_matters_enough(least: Severity, told_of: set[str]) -> None:
    ada = hearers(wants("U0ADA", wish(SubscriptionKind.SERVICE, "stripe", min_severity=least)))

    heard = {
        severity for severity in Severity if "U0ADA" in choose_recipients(an_incident(severity=severity), ada)
    }

    assert heard == told_of


def test_what_began_before_a_subscription_is_not_told_unless_it_gets_worse() -> None:
    later = hearers(wants("U0ADA", wish(SubscriptionKind.EVERYTHING, since=MONDAY + timedelta(minutes=45))))

    assert choose_recipients(an_incident(), later) == [HOME]
    assert "U0ADA" in choose_recipients(an_incident(worsened_at=MONDAY + timedelta(minutes=50)), later)


def test_who_subscribed_twice_hears_once() -> None:
    both = wants(
        "U0ADA", wish(SubscriptionKind.EVERYTHING), wish(SubscriptionKind.CONNECTION, "duel_salutation")
    )

    assert choose_recipients(an_incident(), hearers(both)) == [HOME, "U0ADA"]


# What is sensitive


def test_something_sensitive_never_goes_to_a_channel_whatever_it_subscribed_to() -> None:
    loud = wants(
        OTHER, wish(SubscriptionKind.EVERYTHING), wish(SubscriptionKind.CONNECTION, "duel_salutation")
    )

    told = choose_recipients(an_incident(is_restricted=True, owner="U0ADA"), hearers(loud))

    assert told == ["U0ADA", "U0BO", "U0CLEO"]


def test_who_may_know_is_decided_when_it_is_told() -> None:
    rosa = wants("U0ROSA", wish(SubscriptionKind.CONNECTION, "duel_salutation"))
    sensitive = an_incident(is_restricted=True)

    assert "U0ROSA" not in choose_recipients(sensitive, hearers(rosa))
    assert "U0ROSA" in choose_recipients(sensitive, hearers(rosa, owners=frozenset({"U0ROSA"})))
    assert "U0ROSA" in choose_recipients(sensitive, hearers(rosa, superusers=frozenset({"U0ROSA"})))


def test_who_may_not_know_any_more_is_not_shown_how_it_goes_on() -> None:
    assert can_reach(an_incident(), "U0ROSA", hearers())
    assert not can_reach(an_incident(is_restricted=True), "U0ROSA", hearers())


def test_a_sensitive_storm_goes_to_the_approvers_and_to_whoever_sees_everything_and_wants_to() -> None:
    loud = [wants(who, wish(SubscriptionKind.EVERYTHING)) for who in (OTHER, "U0ADA", "U0ROSA")]

    told = choose_recipients(a_storm(is_restricted=True), hearers(*loud, superusers=frozenset({"U0ROSA"})))

    assert told == ["U0BO", "U0CLEO", "U0ROSA"]


# Storms


def test_what_is_in_a_storm_is_told_by_the_storm() -> None:
    everybody = hearers(wants("U0ADA", wish(SubscriptionKind.CONNECTION, "duel_salutation")))

    assert choose_recipients(an_incident(storm_id="storm-5741bc"), everybody) == []


@pytest.mark.parametrize(
    ("kind", "target", "hears"),
    [
        (SubscriptionKind.CONNECTION, "zoom_otter", True),
        (SubscriptionKind.CONNECTION, "calm_comet", False),
        (SubscriptionKind.SERVICE, "jira", True),
        (SubscriptionKind.SERVICE, "google_ads", False),
        (SubscriptionKind.MINE, "U0ADA", True),
        (SubscriptionKind.MINE, "U0ROSA", False),
    ],
)
def test_who_would_hear_of_a_part_of_a_storm_hears_the_storm(
    kind: SubscriptionKind, target: str, hears: bool
) -> None:
    told = choose_recipients(a_storm(), hearers(wants("U0ROSA", wish(kind, target))))

    assert ("U0ROSA" in told) is hears


# Quiet hours


def test_in_quiet_hours_only_what_is_critical_is_posted() -> None:
    asleep = hearers(Preferences(HOME, quiet_hours=NIGHT), now=LATE)

    assert held_until(an_incident(), HOME, asleep) == MORNING
    assert held_until(a_storm(), HOME, asleep) == MORNING
    assert held_until(an_incident(severity=Severity.CRITICAL), HOME, asleep) is None
    assert held_until(an_incident(), OTHER, asleep) is None
    assert choose_recipients(an_incident(), asleep) == [HOME]


@pytest.mark.parametrize("subject", [an_incident(opened_at=LATE), a_storm(opened_at=LATE)], ids=str)
def test_what_came_and_went_in_quiet_hours_is_not_told_afterwards(subject: Incident | Storm) -> None:
    home = Preferences(HOME, quiet_hours=NIGHT)
    gone = subject.evolve(ended_at=LATE + timedelta(hours=2))

    assert choose_recipients(gone, hearers(home, now=LATE + timedelta(hours=3))) == []
    assert choose_recipients(gone, hearers(home, now=MORNING + timedelta(minutes=1))) == []
    assert choose_recipients(subject, hearers(home, now=MORNING + timedelta(minutes=1))) == [HOME]


def test_a_first_sync_of_the_night_is_told_in_the_morning() -> None:
    done = an_incident(condition=Condition.FIRST_SYNC, opened_at=LATE, ended_at=LATE)
    home = Preferences(HOME, quiet_hours=NIGHT)

    assert choose_recipients(done, hearers(home, now=MORNING)) == [HOME]
    assert held_until(done, HOME, hearers(home, now=MORNING)) is None


# Mutes and closed doors


def test_a_muted_connection_is_silent_in_that_channel_even_when_it_is_critical() -> None:
    home = Preferences(HOME, mutes=(MUTED,))

    muted = hearers(home, wants(OTHER, wish(SubscriptionKind.EVERYTHING)))

    assert held_until(an_incident(severity=Severity.CRITICAL), HOME, muted) == MUTED.until
    assert held_until(an_incident(), OTHER, muted) is None
    assert held_until(an_incident(connection_id="jira_otter"), HOME, muted) is None
    assert held_until(a_storm(), HOME, muted) is None


def test_what_is_still_wrong_when_the_mute_ends_is_told_and_what_is_over_is_not() -> None:
    home = Preferences(HOME, mutes=(MUTED,))
    after = hearers(home, now=MUTED.until)

    assert choose_recipients(an_incident(), after) == [HOME]
    assert held_until(an_incident(), HOME, after) is None
    assert choose_recipients(an_incident(ended_at=MONDAY + timedelta(days=2)), after) == []


def test_somebody_who_has_left_is_tried_again_after_a_day() -> None:
    left = Preferences("U0BO", unreachable=Unreachable(MONDAY, "channel_not_found"))
    sensitive = an_incident(is_restricted=True)

    assert choose_recipients(sensitive, hearers(left)) == ["U0CLEO"]
    assert choose_recipients(sensitive, hearers(left, now=MONDAY + timedelta(days=1))) == ["U0BO", "U0CLEO"]


def test_nothing_is_told_where_slack_does_not_let_us_in() -> None:
    closed = wants(OTHER, wish(SubscriptionKind.EVERYTHING), unreachable=Unreachable(MONDAY, "is_archived"))

    assert choose_recipients(an_incident(), hearers(closed)) == [HOME]
    assert not can_reach(an_incident(), OTHER, hearers(closed))


def test_who_may_know_only_of_this_one_hears_of_it_though_it_is_in_a_storm() -> None:
    wanting = [
        wants(who, wish(SubscriptionKind.CONNECTION, "duel_salutation")) for who in ("U0ROSA", "U0BO", OTHER)
    ]
    told = an_incident(is_restricted=True, storm_id="storm-5741bc", owner="U0ADA")

    assert choose_recipients(told, hearers(*wanting, owners=frozenset({"U0ROSA"}))) == ["U0ADA", "U0ROSA"]
    assert choose_recipients(told, hearers(*wanting)) == ["U0ADA"]


def test_what_came_back_after_somebody_subscribed_is_told() -> None:
    ada = hearers(wants("U0ADA", wish(SubscriptionKind.SERVICE, "stripe", since=MONDAY + timedelta(hours=1))))
    back = an_incident(reopened_at=MONDAY + timedelta(hours=2))

    assert "U0ADA" not in choose_recipients(an_incident(), ada)
    assert "U0ADA" in choose_recipients(back, ada)
