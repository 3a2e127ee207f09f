"""Who wants to create something writes it down first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine

from bot.store.heartbeats import ProcessStore
from bot.store.ledger import LedgerStore
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY


def test_the_first_attempt_is_the_first_and_later_ones_learn_when_it_was(database: Engine) -> None:
    watch = Watch()
    ledger = LedgerStore(database, watch)

    assert ledger.first_tried("ticket:1") is None
    watch.time += timedelta(minutes=1)
    assert ledger.first_tried("ticket:1") == MONDAY
    assert ledger.first_tried("ticket:2") is None


def test_of_many_at_once_one_is_the_first(database: Engine) -> None:
    ledger = LedgerStore(database, Watch())

    with ThreadPoolExecutor(10) as many:
        answers = list(many.map(lambda _n: ledger.first_tried("card:1"), range(20)))

    assert answers.count(None) == 1


def test_an_attempt_that_certainly_failed_is_forgotten(database: Engine) -> None:
    ledger = LedgerStore(database, Watch())
    ledger.first_tried("ticket:1")

    ledger.forget("ticket:1")

    assert ledger.first_tried("ticket:1") is None


def test_a_process_that_shows_no_sign_of_life_is_found_once(database: Engine) -> None:
    watch = Watch()
    processes = ProcessStore(database, watch)
    processes.beat("left")
    watch.time += timedelta(seconds=61)
    processes.beat("right")

    assert processes.silent_for(timedelta(seconds=60), "here") == ["left"]

    processes.bury("left")
    assert processes.silent_for(timedelta(seconds=60), "here") == []
    assert processes.works()


def test_nobody_takes_themselves_for_dead_and_whoever_was_buried_may_live(database: Engine) -> None:
    watch = Watch()
    processes = ProcessStore(database, watch)
    processes.beat("here")
    watch.time += timedelta(minutes=10)

    assert processes.silent_for(timedelta(seconds=60), "here") == []
    processes.bury("here")
    for _ in range(2):
        processes.beat("here")

    assert processes.silent_for(timedelta(seconds=60), "there") == []
