"""Who wants to create something writes it down first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.store.ledger import LedgerStore
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY


def test_the_first_attempt_is_the_first_and_later_ones_learn_when_it_was(database: Engine) -> None:
    watch = Watch()
    ledger = LedgerStore(database, watch)

    assert ledger.begin("ticket:1") is None
    watch.time += timedelta(minutes=1)
    assert ledger.begin("ticket:1") == MONDAY
    assert ledger.begin("ticket:2") is None


def test_of_many_at_once_one_is_the_first(database: Engine) -> None:
    ledger = LedgerStore(database, Watch())

    with ThreadPoolExecutor(10) as many:
        answers = list(many.map(lambda _n: ledger.begin("card:1"), range(20)))

    assert answers.count(None) == 1


def test_an_attempt_that_certainly_failed_is_forgotten(database: Engine) -> None:
    ledger = LedgerStore(database, Watch())
    ledger.begin("ticket:1")

    ledger.discard("ticket:1")

    assert ledger.begin("ticket:1") is None


def test_an_attempt_without_an_outcome_is_known_until_it_is_forgotten(database: Engine) -> None:
    ledger = LedgerStore(database, Watch())
    assert ledger.tried_at("ticket:1") is None
    ledger.begin("ticket:1")
    assert ledger.tried_at("ticket:1") == MONDAY

    ledger.discard("ticket:1")

    assert ledger.tried_at("ticket:1") is None


def test_an_attempt_of_a_process_that_lost_the_work_is_not_recorded(database: Engine) -> None:
    def lost() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        LedgerStore(database, Watch(), lost).begin("ticket:1")

    assert LedgerStore(database, Watch()).tried_at("ticket:1") is None
