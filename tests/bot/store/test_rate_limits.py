"""What one process knows of the quota, all of them know."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine

from bot.store.database import transaction
from bot.store.rate_limits import RateLimitStore
from bot.store.tables import PollRoundRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY
from workflows.connections.rate_limit import RateLimitUsage


def test_a_process_reads_the_notes_of_the_others(database: Engine) -> None:
    store = RateLimitStore(database, Watch())
    right = RateLimitUsage(MONDAY, used=7, limit=100, remaining=40, blocked_until=MONDAY)
    store.record("left", RateLimitUsage(MONDAY, used=3))
    store.record("right", RateLimitUsage(MONDAY))
    store.record("right", right)

    assert store.other_usages("left") == [right]
    assert store.other_usages("right") == [RateLimitUsage(MONDAY, used=3)]


def test_two_ticks_of_a_process_at_once_are_one_note(database: Engine) -> None:
    store = RateLimitStore(database, Watch())

    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda used: store.record("desk", RateLimitUsage(MONDAY, used=used)), range(16)))

    assert len(store.other_usages("another")) == 1


def test_after_an_hour_a_note_is_worth_nothing(database: Engine) -> None:
    watch = Watch()
    store = RateLimitStore(database, watch)
    store.record("gone", RateLimitUsage(MONDAY, used=3))

    watch.time += timedelta(hours=1)

    assert store.other_usages("here") == []


def test_the_last_look_is_that_of_any_process(database: Engine) -> None:
    store = RateLimitStore(database, Watch())
    with transaction(database) as session:
        session.merge(PollRoundRow(group_id="dev", polled_at=MONDAY.timestamp()))

    assert store.last_polled_at("dev") == MONDAY
    assert store.last_polled_at("prod") is None
