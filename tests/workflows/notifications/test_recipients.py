"""Who is notified of an incident, and when."""

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


def recipients_with(*preferences: Preferences, **more: object) -> Recipients:
    """Bo and Cleo approve; it is ten on Monday morning."""
    known = {"approvers": frozenset({"U0BO", "U0CLEO"}), "now": MONDAY + timedelta(hours=1)}
    named = {one.recipient: one for one in preferences}
    return Recipients(HOME, preferences=named, **(known | more))  # type: ignore[arg-type]  # mixed values


def preferences_of(audience: str, *subscriptions: Subscription, **more: object) -> Preferences:
    return Preferences(audience, subscriptions, **more)  # type: ignore[arg-type]  # mixed values


def subscription(kind: SubscriptionKind, target: str = "", **more: object) -> Subscription:
    return Subscription(kind, target, **more)  # type: ignore[arg-type]  # mixed values


def test_the_home_channel_gets_everything_until_it_is_narrowed() -> None:
    narrowed = preferences_of(HOME, subscription(SubscriptionKind.EVERYTHING, min_severity=Severity.CRITICAL))

    assert choose_recipients(an_incident(), recipients_with()) == [HOME]
    assert choose_recipients(an_incident(), recipients_with(narrowed)) == []
    assert choose_recipients(an_incident(severity=Severity.CRITICAL), recipients_with(narrowed)) == [HOME]
    assert choose_recipients(an_incident(severity=Severity.CRITICAL), recipients_with(preferences_of(HOME))) == []


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
def test_a_subscription_covers_its_target(kind: SubscriptionKind, target: str, hears: bool) -> None:
    told = choose_recipients(
        an_incident(owner="U0ADA"), recipients_with(preferences_of(OTHER, subscription(kind, target)))
    )

    assert (OTHER in told) is hears


@pytest.mark.parametrize(
    ("least", "told_of"),
    [
        (Severity.NOTICE, {"notice", "warning", "critical"}),
        (Severity.WARNING, {"warning", "critical"}),
        (Severity.CRITICAL, {"critical"}),
    ],
)
def test_a_subscription_has_a_minimum_severity(least: Severity, told_of: set[str]) -> None:
    ada = recipients_with(preferences_of("U0ADA", subscription(SubscriptionKind.SERVICE, "stripe", min_severity=least)))

    heard = {severity for severity in Severity if "U0ADA" in choose_recipients(an_incident(severity=severity), ada)}

    assert heard == told_of


def test_older_incidents_are_left_out_unless_they_get_worse() -> None:
    later = recipients_with(
        preferences_of("U0ADA", subscription(SubscriptionKind.EVERYTHING, since=MONDAY + timedelta(minutes=45)))
    )

    assert choose_recipients(an_incident(), later) == [HOME]
    assert "U0ADA" in choose_recipients(an_incident(worsened_at=MONDAY + timedelta(minutes=50)), later)


def test_two_matching_subscriptions_give_one_message() -> None:
    both = preferences_of(
        "U0ADA",
        subscription(SubscriptionKind.EVERYTHING),
        subscription(SubscriptionKind.CONNECTION, "duel_salutation"),
    )

    assert choose_recipients(an_incident(), recipients_with(both)) == [HOME, "U0ADA"]


# Restricted incidents


def test_restricted_incidents_never_go_to_channels() -> None:
    loud = preferences_of(
        OTHER,
        subscription(SubscriptionKind.EVERYTHING),
        subscription(SubscriptionKind.CONNECTION, "duel_salutation"),
    )

    told = choose_recipients(an_incident(is_restricted=True, owner="U0ADA"), recipients_with(loud))

    assert told == ["U0ADA", "U0BO", "U0CLEO"]


def test_access_is_checked_at_send_time() -> None:
    rosa = preferences_of("U0ROSA", subscription(SubscriptionKind.CONNECTION, "duel_salutation"))
    sensitive = an_incident(is_restricted=True)

    assert "U0ROSA" not in choose_recipients(sensitive, recipients_with(rosa))
    assert "U0ROSA" in choose_recipients(sensitive, recipients_with(rosa, owners=frozenset({"U0ROSA"})))
    assert "U0ROSA" in choose_recipients(sensitive, recipients_with(rosa, superusers=frozenset({"U0ROSA"})))


def test_a_recipient_who_lost_access_gets_no_updates() -> None:
    assert can_reach(an_incident(), "U0ROSA", recipients_with())
    assert not can_reach(an_incident(is_restricted=True), "U0ROSA", recipients_with())


def test_restricted_storms_go_to_approvers_and_subscribed_superusers() -> None:
    loud = [preferences_of(who, subscription(SubscriptionKind.EVERYTHING)) for who in (OTHER, "U0ADA", "U0ROSA")]

    told = choose_recipients(a_storm(is_restricted=True), recipients_with(*loud, superusers=frozenset({"U0ROSA"})))

    assert told == ["U0BO", "U0CLEO", "U0ROSA"]


# Storms


def test_a_storm_covers_its_incidents() -> None:
    recipients = recipients_with(preferences_of("U0ADA", subscription(SubscriptionKind.CONNECTION, "duel_salutation")))

    assert choose_recipients(an_incident(storm_id="storm-5741bc"), recipients) == []


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
def test_a_subscription_to_one_of_its_incidents_gets_the_storm(
    kind: SubscriptionKind, target: str, hears: bool
) -> None:
    told = choose_recipients(a_storm(), recipients_with(preferences_of("U0ROSA", subscription(kind, target))))

    assert ("U0ROSA" in told) is hears


# Quiet hours


def test_quiet_hours_let_only_critical_incidents_through() -> None:
    asleep = recipients_with(Preferences(HOME, quiet_hours=NIGHT), now=LATE)

    assert held_until(an_incident(), HOME, asleep) == MORNING
    assert held_until(a_storm(), HOME, asleep) == MORNING
    assert held_until(an_incident(severity=Severity.CRITICAL), HOME, asleep) is None
    assert held_until(an_incident(), OTHER, asleep) is None
    assert choose_recipients(an_incident(), asleep) == [HOME]


@pytest.mark.parametrize("subject", [an_incident(opened_at=LATE), a_storm(opened_at=LATE)], ids=str)
def test_an_incident_within_quiet_hours_is_not_posted_afterward(subject: Incident | Storm) -> None:
    home = Preferences(HOME, quiet_hours=NIGHT)
    gone = subject.evolve(ended_at=LATE + timedelta(hours=2))

    assert choose_recipients(gone, recipients_with(home, now=LATE + timedelta(hours=3))) == []
    assert choose_recipients(gone, recipients_with(home, now=MORNING + timedelta(minutes=1))) == []
    assert choose_recipients(subject, recipients_with(home, now=MORNING + timedelta(minutes=1))) == [HOME]


def test_a_first_sync_during_quiet_hours_is_posted_afterward() -> None:
    done = an_incident(condition=Condition.FIRST_SYNC, opened_at=LATE, ended_at=LATE)
    home = Preferences(HOME, quiet_hours=NIGHT)

    assert choose_recipients(done, recipients_with(home, now=MORNING)) == [HOME]
    assert held_until(done, HOME, recipients_with(home, now=MORNING)) is None


# Mutes and unreachable recipients


def test_a_mute_holds_critical_incidents_too() -> None:
    home = Preferences(HOME, mutes=(MUTED,))

    muted = recipients_with(home, preferences_of(OTHER, subscription(SubscriptionKind.EVERYTHING)))

    assert held_until(an_incident(severity=Severity.CRITICAL), HOME, muted) == MUTED.until
    assert held_until(an_incident(), OTHER, muted) is None
    assert held_until(an_incident(connection_id="jira_otter"), HOME, muted) is None
    assert held_until(a_storm(), HOME, muted) is None


def test_only_open_incidents_are_posted_when_a_mute_ends() -> None:
    home = Preferences(HOME, mutes=(MUTED,))
    after = recipients_with(home, now=MUTED.until)

    assert choose_recipients(an_incident(), after) == [HOME]
    assert held_until(an_incident(), HOME, after) is None
    assert choose_recipients(an_incident(ended_at=MONDAY + timedelta(days=2)), after) == []


def test_an_unreachable_person_is_retried_after_a_day() -> None:
    left = Preferences("U0BO", unreachable=Unreachable(MONDAY, "channel_not_found"))
    sensitive = an_incident(is_restricted=True)

    assert choose_recipients(sensitive, recipients_with(left)) == ["U0CLEO"]
    assert choose_recipients(sensitive, recipients_with(left, now=MONDAY + timedelta(days=1))) == [
        "U0BO",
        "U0CLEO",
    ]


def test_unreachable_channels_get_nothing() -> None:
    closed = preferences_of(
        OTHER, subscription(SubscriptionKind.EVERYTHING), unreachable=Unreachable(MONDAY, "is_archived")
    )

    assert choose_recipients(an_incident(), recipients_with(closed)) == [HOME]
    assert not can_reach(an_incident(), OTHER, recipients_with(closed))


def test_an_owner_gets_a_restricted_incident_of_a_storm() -> None:
    wanting = [
        preferences_of(who, subscription(SubscriptionKind.CONNECTION, "duel_salutation"))
        for who in ("U0ROSA", "U0BO", OTHER)
    ]
    told = an_incident(is_restricted=True, storm_id="storm-5741bc", owner="U0ADA")

    assert choose_recipients(told, recipients_with(*wanting, owners=frozenset({"U0ROSA"}))) == [
        "U0ADA",
        "U0ROSA",
    ]
    assert choose_recipients(told, recipients_with(*wanting)) == ["U0ADA"]


def test_an_incident_reopened_after_subscribing_is_posted() -> None:
    ada = recipients_with(
        preferences_of("U0ADA", subscription(SubscriptionKind.SERVICE, "stripe", since=MONDAY + timedelta(hours=1)))
    )
    back = an_incident(reopened_at=MONDAY + timedelta(hours=2))

    assert "U0ADA" not in choose_recipients(an_incident(), ada)
    assert "U0ADA" in choose_recipients(back, ada)
