"""The schedule of a channel: its own, or the setting."""

from datetime import timedelta

from sqlalchemy import Engine

from bot.store.database import transaction
from bot.store.digest_schedules import DigestScheduleStore
from bot.store.tables import RecipientRow
from tests.support.sample_data import MONDAY
from workflows.digests.schedule import Recurrence, next_due, parse_recurrence

CHANNEL, OTHER = "C0FIVETRAN", "C0DATAHELP"
WEEKLY, DAILY = parse_recurrence("weekly mon 09:00 UTC"), parse_recurrence("daily 12:00 UTC")
WEEK = timedelta(days=7)
BEFORE = MONDAY - timedelta(minutes=1)


def wishes(database: Engine, usual: Recurrence | None = WEEKLY) -> DigestScheduleStore:
    return DigestScheduleStore(database, CHANNEL, usual)


def test_the_setting_applies_until_a_channel_chooses(database: Engine) -> None:
    store = wishes(database)
    assert list(store.due(BEFORE)) == []

    (due,) = store.due(MONDAY)
    assert (due.recipient, due.recurrence, due.due_at) == (CHANNEL, WEEKLY, MONDAY)

    store.save(CHANNEL, None, None)
    assert list(store.due(MONDAY + WEEK)) == []
    assert store.find(CHANNEL, MONDAY) is None


def test_a_changed_setting_applies_at_once_but_delays_nothing(database: Engine) -> None:
    wishes(database).due(BEFORE)

    changed = wishes(database, DAILY).find(CHANNEL, BEFORE)
    assert changed
    assert changed.due_at == next_due(DAILY, BEFORE)

    late = MONDAY + timedelta(hours=5)
    assert [one.due_at for one in wishes(database, WEEKLY).due(late)] == [changed.due_at]
    assert list(wishes(database, None).due(late)) == []


def test_a_posted_digest_is_due_again_only_at_its_next_time(database: Engine) -> None:
    store = wishes(database)
    store.due(BEFORE)
    (wish,) = store.due(MONDAY)

    store.mark_posted(wish, MONDAY + WEEK)
    store.mark_posted(wish, MONDAY + 2 * WEEK)  # a second process comes too late

    assert list(store.due(MONDAY)) == []
    (following,) = store.due(MONDAY + WEEK)
    assert following.due_at == MONDAY + WEEK


def test_subscriptions_stay_in_the_row(database: Engine) -> None:
    with transaction(database) as session:
        session.add(RecipientRow(id=OTHER, body={"subscriptions": ["stripe"]}))

    wishes(database).save(OTHER, DAILY, MONDAY)

    with transaction(database) as session:
        row = session.get_one(RecipientRow, OTHER)
    assert (row.digest_schedule, row.body) == ("daily 12:00 UTC", {"subscriptions": ["stripe"]})
