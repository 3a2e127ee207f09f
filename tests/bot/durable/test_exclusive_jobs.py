"""Jobs of the timetable run one at a time, and what comes during a run is done after it."""

import threading
from collections.abc import Callable

import pytest
import structlog
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.durable.exclusive_jobs import SETBACK_STEP, ExclusiveJobs, tick_number
from bot.durable.executions import require_ownership
from bot.store.heartbeats import HeartbeatStore
from bot.store.job_runs import JobRunStore
from tests.bot.store.test_requests import Watch
from workflows.errors import Unavailable

JOB = "propose_mutes"
LIMIT = 30.0
"""Seconds that a test waits for what happens at once."""


class Work:
    """Work that counts its runs. Each waits until it's let go."""

    def __init__(self) -> None:
        self.runs = 0
        self.begins, self.may_end = threading.Semaphore(0), threading.Event()

    def __call__(self) -> None:
        self.runs += 1
        self.begins.release()
        assert self.may_end.wait(LIMIT)


class Processes:
    """Processes that live, and share a database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def start(self, instance: str) -> ExclusiveJobs:
        HeartbeatStore(self.database, Watch(), instance).record()
        return ExclusiveJobs(JobRunStore(self.database, instance))

    def bury(self, instance: str) -> None:
        HeartbeatStore(self.database, Watch(), "other").forget(instance)


@pytest.fixture
def processes(database: Engine) -> Processes:
    return Processes(database)


@pytest.fixture
def work() -> Work:
    return Work()


def test_a_tick_is_run_once_by_all_processes(processes: Processes, work: Work) -> None:
    work.may_end.set()

    for tick in ("60", "120"):
        for jobs in (processes.start("one"), processes.start("two")):
            jobs.run(JOB, work, tick)

    assert work.runs == 2


@pytest.mark.parametrize("other", ["one", "two"], ids=["in the same process", "in another process"])
def test_runs_never_overlap_and_a_hint_during_a_run_is_done_after_it(
    processes: Processes, work: Work, other: str
) -> None:
    found = {name: processes.start(name) for name in ("one", "two")}
    found["one"].start(JOB, work, "60")
    assert work.begins.acquire(timeout=LIMIT)

    for _ in range(3):
        found[other].run(JOB, work)

    assert work.runs == 1
    work.may_end.set()
    assert work.begins.acquire(timeout=LIMIT)
    assert found["one"].stop()
    assert work.runs == 2


def fails_with(failure: Exception) -> Callable[[], None]:
    def work() -> None:
        raise failure

    return work


@pytest.mark.parametrize(
    ("failure", "line"),
    [(Unavailable("Fivetran isn't responding."), "job delayed"), (ZeroDivisionError(), "job failed")],
    ids=["outage", "bug"],
)
def test_a_failed_run_is_logged_and_leaves_the_next_tick_alone(
    processes: Processes, work: Work, failure: Exception, line: str
) -> None:
    jobs = processes.start("one")
    work.may_end.set()

    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        jobs.run(JOB, fails_with(failure), "60")
    assert [(one["event"], one["job"]) for one in lines] == [(line, JOB)]
    jobs.run(JOB, work, "60")
    assert work.runs == 0
    jobs.run(JOB, work, "120")

    assert work.runs == 1


def test_a_process_that_counted_as_dead_writes_nothing_more(processes: Processes) -> None:
    written: list[str] = []
    sleeper, other = processes.start("sleeper"), processes.start("other one")

    def wakes_up_late() -> None:
        processes.bury("sleeper")
        other.run(JOB, lambda: written.append("other one"), "60")
        require_ownership()
        written.append("sleeper")

    sleeper.run(JOB, wakes_up_late, "60")

    assert written == ["other one"]


def test_a_living_process_may_write(processes: Processes) -> None:
    written: list[str] = []

    def write() -> None:
        require_ownership()
        written.append("one")

    processes.start("one").run(JOB, write, "60")

    assert written == ["one"]


def test_a_process_that_stops_begins_nothing(processes: Processes, work: Work) -> None:
    jobs = processes.start("one")

    assert jobs.stop()
    jobs.run(JOB, work, "60")

    assert work.runs == 0


def test_ticks_grow_with_time_and_with_each_setback_of_the_clock() -> None:
    assert tick_number("120") > tick_number("60")
    assert tick_number("60.1") > tick_number("1795867200") > 0
    assert tick_number("60.2") - tick_number("60.1") == SETBACK_STEP
