"""Preferences share a row with the data of other stores."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

from sqlalchemy import Engine
from sqlmodel import select
from structlog.testing import capture_logs

from bot.store.database import transaction
from bot.store.incident_rows import insert_subjects
from bot.store.preferences import PreferencesStore
from bot.store.tables import IncidentRow, NotificationRow, RecipientRow
from tests.support.fake_subscription_ports import HOME, OTHER, an_incident
from tests.support.sample_data import MONDAY
from workflows.incidents.model import Severity
from workflows.requests.mirrors import Message
from workflows.subscriptions.model import DEFAULT_SUBSCRIPTION, Subscription, SubscriptionKind
from workflows.subscriptions.notification_budget import MuteProposal, NoisyConnection
from workflows.subscriptions.preferences import Mute, Preferences, Unreachable
from workflows.subscriptions.quiet_hours import QuietHours

WHOLE = Preferences(
    OTHER,
    (
        Subscription(SubscriptionKind.SERVICE, "stripe", "Stripe", Severity.WARNING, "U0ADA", MONDAY),
        DEFAULT_SUBSCRIPTION,
    ),
    QuietHours("Europe/Berlin", time(22), time(7), includes_weekends=True),
    (Mute("zoom_otter", "zoom", "U0BO", "Bo Lindqvist", MONDAY, MONDAY + timedelta(days=7)),),
    30,
    MuteProposal(MONDAY, 61, 50, (NoisyConnection("zoom_otter", "zoom", 14),), Message(OTHER, "1.2"), "5741bc"),
    Unreachable(MONDAY, "is_archived"),
)


def test_preferences_come_back_as_they_were(database: Engine) -> None:
    store = PreferencesStore(database)

    store.update(OTHER, lambda _before: WHOLE)

    assert store.get(OTHER) == WHOLE
    assert store.relevant([], [OTHER, HOME]) == {OTHER: WHOLE}
    assert store.get(HOME) == Preferences(HOME)


def test_subscribers_are_found_by_what_they_subscribed_to(database: Engine) -> None:
    store = PreferencesStore(database)
    stripe = Subscription(SubscriptionKind.CONNECTION, "duel_salutation", "stripe")
    store.update(OTHER, lambda _before: WHOLE)
    store.update("U0ADA", lambda one: one.with_subscription(stripe, HOME))

    def found(*keys: str) -> set[str]:
        return {*store.relevant(keys, ())}

    assert found("everything:", "connection:zoom_otter") == {OTHER}
    assert found("service:stripe", "connection:duel_salutation") == {OTHER, "U0ADA"}
    store.update("U0ADA", lambda one: one.without_subscription(stripe.key, HOME))
    assert found("connection:duel_salutation") == set()


def test_the_data_of_other_stores_stays_in_the_row(database: Engine) -> None:
    with transaction(database) as session:
        session.add(RecipientRow(id=OTHER, digest_due_at=5.0, body={"digest": {"hour": 9}}))
    store = PreferencesStore(database)

    assert store.relevant([], [OTHER]) == {}
    store.update(OTHER, lambda before: before.evolve(weekly_budget=30))

    with transaction(database) as session:
        row = session.get_one(RecipientRow, OTHER)
    assert (row.digest_due_at, row.body["digest"]) == (5.0, {"hour": 9})
    assert store.get(OTHER).weekly_budget == 30


def test_concurrent_subscriptions_are_both_stored(database: Engine) -> None:
    store = PreferencesStore(database)
    wishes = [Subscription(SubscriptionKind.CONNECTION, f"c{number}") for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: store.update(OTHER, lambda now: now.with_subscription(one, HOME)), wishes))

    assert {one.target for one in store.get(OTHER).subscriptions or ()} == {one.target for one in wishes}


def test_unreachable_recipients_are_listed_until_notified(database: Engine) -> None:
    store = PreferencesStore(database)
    store.update(OTHER, lambda _before: WHOLE)

    assert [one.recipient for one in store.unnotified_unreachable()] == [OTHER]
    store.update(OTHER, lambda now: now.evolve(unreachable=Unreachable(MONDAY, "is_archived", is_notified=True)))

    assert store.unnotified_unreachable() == []


def test_preferences_that_cannot_be_read_hide_no_others(database: Engine) -> None:
    store = PreferencesStore(database)
    unreachable = WHOLE.evolve(recipient=HOME)
    store.update(HOME, lambda _before: unreachable)
    with transaction(database) as session:
        session.add(RecipientRow(id=OTHER, is_notice_due=True, body={"preferences": {"mutes": 7}}))

    with capture_logs() as log:
        found, unnotified = store.of([HOME, OTHER, "C0NEW"]), store.unnotified_unreachable()
        relevant = store.relevant(["service:stripe"], [OTHER])

    assert found == {HOME: unreachable, "C0NEW": Preferences("C0NEW")}
    assert list(unnotified) == [unreachable]
    assert relevant == {HOME: unreachable}
    assert [entry["item"] for entry in log] == [OTHER, OTHER, OTHER]


def test_posts_are_counted_by_connection_and_by_audience_since_a_moment(database: Engine) -> None:
    told = [
        (HOME, "a", "zoom_otter", 1),
        (HOME, "b", "zoom_otter", 2),
        (HOME, "storm-c", None, 3),
        (HOME, "old", "zoom_otter", -1),
        (OTHER, "a", "zoom_otter", 1),
    ]
    with transaction(database) as session:
        for audience, subject, connection_id, minutes in told:
            at = (MONDAY + timedelta(minutes=minutes)).timestamp()
            session.add(
                NotificationRow(recipient_id=audience, subject_id=subject, posted_at=at, connection_id=connection_id)
            )

    store = PreferencesStore(database)

    assert store.count_posts_by_connection(HOME, MONDAY) == {"zoom_otter": 2, None: 1}
    assert store.count_posts_by_recipient(MONDAY) == {HOME: 3, OTHER: 1}


def test_a_preference_change_releases_held_messages(database: Engine) -> None:
    store = PreferencesStore(database)
    with transaction(database) as session:
        insert_subjects(session, [an_incident(id="open"), an_incident(id="over", ended_at=MONDAY + timedelta(hours=1))])
        for row in session.exec(select(IncidentRow)):
            row.due_at = 9e9

    store.update(OTHER, lambda before: before)
    assert _due(database) == {"open": 9e9, "over": 9e9}
    store.update(OTHER, lambda before: before.evolve(weekly_budget=30))

    assert _due(database) == {"open": 0.0, "over": 0.0}


def _due(database: Engine) -> dict[str, float]:
    with transaction(database) as session:
        return {row.id: row.due_at for row in session.exec(select(IncidentRow))}
