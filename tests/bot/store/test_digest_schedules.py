"""Who wants a digest: what a channel chose, or what the setting says."""

from datetime import timedelta

from sqlalchemy import Engine

from bot.store.database import transaction
from bot.store.digest_schedules import WishStore
from bot.store.tables import AudienceRow
from tests.support.sample_data import MONDAY
from workflows.digests.schedule import Rhythm, next_due, rhythm_of

CHANNEL, OTHER = "C0FIVETRAN", "C0DATAHELP"
WEEKLY, DAILY = rhythm_of("weekly mon 09:00 UTC"), rhythm_of("daily 12:00 UTC")
WEEK = timedelta(days=7)
BEFORE = MONDAY - timedelta(minutes=1)


def wishes(database: Engine, usual: Rhythm | None = WEEKLY) -> WishStore:
    return WishStore(database, CHANNEL, usual)


def test_the_setting_holds_until_somebody_chooses(database: Engine) -> None:
    store = wishes(database)
    assert list(store.due(BEFORE)) == []

    (due,) = store.due(MONDAY)
    assert (due.audience, due.rhythm, due.due_at) == (CHANNEL, WEEKLY, MONDAY)

    store.choose(CHANNEL, None, None)
    assert list(store.due(MONDAY + WEEK)) == []
    assert store.of(CHANNEL, MONDAY) is None


def test_a_changed_setting_counts_at_once_but_puts_nothing_off(database: Engine) -> None:
    wishes(database).due(BEFORE)

    changed = wishes(database, DAILY).of(CHANNEL, BEFORE)
    assert changed
    assert changed.due_at == next_due(DAILY, BEFORE)

    late = MONDAY + timedelta(hours=5)
    assert [one.due_at for one in wishes(database, WEEKLY).due(late)] == [changed.due_at]
    assert list(wishes(database, None).due(late)) == []


def test_a_digest_that_was_told_is_told_again_only_when_it_is_due_again(database: Engine) -> None:
    store = wishes(database)
    store.due(BEFORE)
    (wish,) = store.due(MONDAY)

    store.told(wish, MONDAY + WEEK)
    store.told(wish, MONDAY + 2 * WEEK)  # a second process comes too late

    assert list(store.due(MONDAY)) == []
    (following,) = store.due(MONDAY + WEEK)
    assert following.due_at == MONDAY + WEEK


def test_what_a_channel_subscribes_to_stays_in_its_row(database: Engine) -> None:
    with transaction(database) as session:
        session.add(AudienceRow(id=OTHER, body={"subscriptions": ["stripe"]}))

    wishes(database).choose(OTHER, DAILY, MONDAY)

    with transaction(database) as session:
        row = session.get_one(AudienceRow, OTHER)
    assert (row.digest, row.body) == ("daily 12:00 UTC", {"subscriptions": ["stripe"]})
