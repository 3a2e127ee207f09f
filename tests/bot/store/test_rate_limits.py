"""What one process knows of the quota, all of them know."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine

from bot.store.database import transaction
from bot.store.rate_limits import QuotaStore
from bot.store.tables import RoundRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY
from workflows.connections.rate_limit import Usage


def test_a_process_reads_the_notes_of_the_others(database: Engine) -> None:
    store = QuotaStore(database, Watch())
    right = Usage(MONDAY, used=7, limit=100, remaining=40, closed_until=MONDAY)
    store.tell("left", Usage(MONDAY, used=3))
    store.tell("right", Usage(MONDAY))
    store.tell("right", right)

    assert store.others("left") == [right]
    assert store.others("right") == [Usage(MONDAY, used=3)]


def test_two_ticks_of_a_process_at_once_are_one_note(database: Engine) -> None:
    store = QuotaStore(database, Watch())

    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda used: store.tell("desk", Usage(MONDAY, used=used)), range(16)))

    assert len(store.others("another")) == 1


def test_after_an_hour_a_note_is_worth_nothing(database: Engine) -> None:
    watch = Watch()
    store = QuotaStore(database, watch)
    store.tell("gone", Usage(MONDAY, used=3))

    watch.time += timedelta(hours=1)

    assert store.others("here") == []


def test_the_last_look_is_that_of_any_process(database: Engine) -> None:
    store = QuotaStore(database, Watch())
    with transaction(database) as session:
        session.merge(RoundRow(group_id="dev", looked_at=MONDAY.timestamp()))

    assert store.looked_at("dev") == MONDAY
    assert store.looked_at("prod") is None
