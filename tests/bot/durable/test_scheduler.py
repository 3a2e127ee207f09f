"""The timetable ticks at whole multiples of its intervals, and follows a clock that jumps."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from queue import Queue

import pytest

from bot.durable.scheduler import Job, Scheduler
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY
from workflows.errors import Unavailable

SOON = 10.0
"""Seconds that a test waits for something that happens at once."""


class Bell:
    """An entry of the timetable that counts."""

    def __init__(self, every: timedelta) -> None:
        self.times: list[str] = []
        self._rung = threading.Semaphore(0)
        self.entry = Job("bell", every, self._ring)

    def _ring(self, tick: str) -> None:
        self.times.append(tick)
        self._rung.release()
        if len(self.times) == 1:
            raise ZeroDivisionError("the first ring fails")

    def rings(self, within: float = SOON) -> bool:
        return self._rung.acquire(timeout=within)

    def is_silent(self) -> bool:
        return not self._rung.acquire(timeout=0)


@contextmanager
def running(bell: Bell, watch: Watch) -> Iterator[Scheduler]:
    timetable = Scheduler(watch, [bell.entry])
    timetable.start()
    yield timetable
    timetable.stop()


def test_everything_is_due_at_the_start_at_a_time_that_all_processes_agree_on() -> None:
    bell, watch = Bell(timedelta(hours=1)), Watch()
    watch.time += timedelta(minutes=25)

    with running(bell, watch):
        assert bell.rings()

    assert bell.times == [str(int(MONDAY.timestamp()))]


def test_a_jump_of_the_clock_makes_what_was_due_meanwhile_happen_once() -> None:
    bell, watch = Bell(timedelta(hours=1)), Watch()

    with running(bell, watch) as timetable:
        assert bell.rings()
        watch.time += timedelta(hours=6)
        timetable.on_clock_jump(6 * 3600)
        assert bell.rings()
        assert bell.is_silent()


def test_a_jump_that_is_too_short_changes_nothing_yet() -> None:
    bell, watch = Bell(timedelta(hours=1)), Watch()

    with running(bell, watch) as timetable:
        assert bell.rings()
        watch.time += timedelta(minutes=50)
        timetable.on_clock_jump(50 * 60)
        assert bell.is_silent()
        watch.time += timedelta(minutes=10)
        timetable.on_clock_jump(10 * 60)
        assert bell.rings()


def test_a_clock_that_is_set_back_stops_no_tick_and_repeats_none() -> None:
    bell, watch, setbacks = Bell(timedelta(seconds=1)), Watch(), [0]
    timetable = Scheduler(watch, [bell.entry], lambda: setbacks[0])
    timetable.start()
    assert bell.rings()

    watch.time -= timedelta(hours=1)
    setbacks[0] = 1
    assert bell.rings()
    watch.time += timedelta(hours=1)
    assert bell.rings()
    timetable.stop()

    assert len(set(bell.times[:3])) == 3


@pytest.mark.parametrize(("lead", "is_due"), [(-3_600.0, True), (0.0, False), (3_600.0, False)])
def test_a_machine_whose_clock_is_set_back_waits_for_nothing(lead: float, is_due: bool) -> None:
    bell, leads = Bell(timedelta(hours=1)), [0.0]
    timetable = Scheduler(Watch(), [bell.entry], clock_lead=lambda: leads[-1])
    timetable.start()
    assert bell.rings()

    def rings_after_a_setback() -> bool:
        leads.append(leads[-1] + lead)
        timetable.check_clock()
        return bell.rings(within=0.1)

    assert any(rings_after_a_setback() for _ in range(5)) == is_due  # the first one can meet the running job
    timetable.stop()


def test_what_a_setback_needs_is_done_once_the_database_is_back() -> None:
    leads, answers = [0.0], iter([Unavailable("The database isn't responding."), None])
    done: list[str] = []

    def handle() -> None:
        if failure := next(answers):
            raise failure
        done.append("released")

    timetable = Scheduler(Watch(), [], clock_lead=lambda: leads[-1], on_setback=handle)
    leads.append(-3_600.0)
    for _look in range(3):
        timetable.check_clock()

    assert done == ["released"]


def test_a_jump_before_the_start_makes_nothing_happen_before_it() -> None:
    bell, watch = Bell(timedelta(hours=1)), Watch()
    timetable = Scheduler(watch, [bell.entry])

    timetable.on_clock_jump(6 * 3600)

    assert "bell" not in {thread.name for thread in threading.enumerate()}
    assert bell.times == []


def test_an_entry_that_is_added_later_is_due_at_once_and_follows_the_clock() -> None:
    bell, late, watch = Bell(timedelta(hours=1)), Bell(timedelta(hours=1)), Watch()

    with running(bell, watch) as timetable:
        timetable.add(Job("late", late.entry.interval, late.entry.run))
        assert late.rings()
        watch.time += timedelta(hours=6)
        timetable.on_clock_jump(6 * 3600)
        assert late.rings()

    assert len(late.times) == 2


def test_what_a_stop_cuts_short_is_not_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    timetable = Scheduler(Watch(), [])
    worker: Queue[threading.Thread] = Queue()

    def run(_tick: str) -> None:
        timetable.stop()
        worker.put(threading.current_thread())
        raise ZeroDivisionError("nothing works any more")

    timetable.start()
    timetable.add(Job("cut", timedelta(hours=1), run))
    worker.get(timeout=SOON).join(SOON)

    assert "entry=cut" not in capsys.readouterr().out  # something of an earlier test may still be failing
