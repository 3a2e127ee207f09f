"""One process at a time runs a job of the timetable, and each tick once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from bot.store.heartbeats import HeartbeatStore
from bot.store.job_runs import JobRunStore
from tests.bot.store.test_requests import Watch

JOB = "poll_group dev"


class Processes:
    """Processes that live, and share a database."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    def start(self, instance: str) -> JobRunStore:
        HeartbeatStore(self._database, Watch(), instance).record()
        return JobRunStore(self._database, instance)

    def bury(self, instance: str) -> None:
        HeartbeatStore(self._database, Watch(), "other").forget(instance)


@pytest.fixture
def processes(database: Engine) -> Processes:
    return Processes(database)


def test_each_tick_is_run_once_by_one_of_all_processes(processes: Processes) -> None:
    one, two = processes.start("one"), processes.start("two")

    for tick in (60, 120, 180):
        claims = [process.claim(JOB, tick, runs_here=False) for process in (one, two)]
        assert claims == [True, False]
        assert one.finish(JOB)
        assert not two.claim(JOB, tick, runs_here=False)


def test_of_many_that_ask_at_once_one_runs(processes: Processes) -> None:
    stores = [processes.start(f"p{number}") for number in range(8)]

    with ThreadPoolExecutor(8) as threads:
        claims = list(threads.map(lambda store: store.claim(JOB, 60, runs_here=False), stores))

    assert claims.count(True) == 1


def test_a_tick_that_comes_during_a_run_is_run_afterwards(processes: Processes) -> None:
    one, two = processes.start("one"), processes.start("two")
    assert one.claim(JOB, 60, runs_here=False)

    assert not two.claim(JOB, 120, runs_here=False)

    assert not one.finish(JOB)
    assert one.finish(JOB)


def test_a_hint_that_comes_during_a_run_is_run_afterwards(processes: Processes) -> None:
    one, two = processes.start("one"), processes.start("two")
    assert one.claim(JOB, 60, runs_here=False)

    assert not two.claim(JOB, None, runs_here=False)
    assert not one.claim(JOB, None, runs_here=True)

    assert not one.finish(JOB)
    assert one.finish(JOB)
    assert two.claim(JOB, None, runs_here=False)


def test_the_same_tick_during_its_run_changes_nothing(processes: Processes) -> None:
    one, two = processes.start("one"), processes.start("two")
    assert one.claim(JOB, 60, runs_here=False)

    assert not two.claim(JOB, 60, runs_here=False)

    assert one.finish(JOB)


def test_a_dead_process_holds_nothing_and_its_tick_is_run(processes: Processes) -> None:
    one, two = processes.start("one"), processes.start("two")
    assert one.claim(JOB, 60, runs_here=False)
    processes.bury("one")

    assert two.claim(JOB, 60, runs_here=False)
    assert not one.is_held(JOB)
    assert two.is_held(JOB)
    assert one.finish(JOB)
    assert two.is_held(JOB)


def test_an_end_that_could_not_be_saved_blocks_no_later_run(processes: Processes) -> None:
    one = processes.start("one")
    assert one.claim(JOB, 60, runs_here=False)

    assert one.claim(JOB, 60, runs_here=False)
    assert one.claim(JOB, 120, runs_here=False)


def test_jobs_do_not_wait_for_each_other(processes: Processes) -> None:
    one, two = processes.start("one"), processes.start("two")

    assert one.claim(JOB, 60, runs_here=False)
    assert two.claim("poll_group prod", 60, runs_here=False)
