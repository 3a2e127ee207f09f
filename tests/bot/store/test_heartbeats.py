"""Heartbeats of processes that look after each other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Engine

from bot.store.heartbeats import MISSED_LOOKS, HeartbeatStore, new_instance
from tests.bot.store.test_requests import Watch

OLD, NEW, OTHER = "web.1#old", "web.1#new", "web.2#other"


class Machine:
    """Processes that share a database and a clock, and beat and look as the timetable lets them."""

    def __init__(self, database: Engine) -> None:
        self._database, self.watch = database, Watch()
        self.seconds = count(step=15)

    def process(self, instance: str) -> HeartbeatStore:
        started = HeartbeatStore(self._database, self.watch, instance, lambda: float(next(self.seconds)))
        started.record()
        return started

    def beats(self, process: HeartbeatStore) -> None:
        self.watch.time += timedelta(seconds=15)
        process.record()


@pytest.fixture
def machine(database: Engine) -> Machine:
    return Machine(database)


def test_one_that_is_buried_while_it_beats_lives_on(machine: Machine) -> None:
    one, two = machine.process(OTHER), machine.process(NEW)

    with ThreadPoolExecutor(8) as threads:
        beats = [threads.submit(one.record) for _ in range(50)]
        burials = [threads.submit(two.forget, OTHER) for _ in range(50)]
    failures = [each.exception() for each in (*beats, *burials) if each.exception()]
    one.record()

    assert failures == []
    assert list(two.others()) == [OTHER]


def test_a_process_is_dead_after_several_looks_without_a_heartbeat(machine: Machine) -> None:
    machine.process(OLD)
    new = machine.process(NEW)

    looks = [new.find_silent() for _ in range(MISSED_LOOKS + 1)]

    assert looks == [*[[]] * MISSED_LOOKS, [OLD]]
    new.forget(OLD)
    assert new.find_silent() == []
    assert new.problem() == ""


def test_looks_in_the_same_second_count_once(machine: Machine) -> None:
    machine.process(OLD)
    new = machine.process(NEW)
    machine.seconds = count(step=0)

    assert [new.find_silent() for _ in range(10)] == [[]] * 10


@pytest.mark.parametrize("hours", [-1, 1], ids=["back", "forward"])
def test_a_clock_that_is_set_kills_no_one_and_hides_no_death(machine: Machine, hours: int) -> None:
    dead, alive, new = machine.process(OLD), machine.process(OTHER), machine.process(NEW)
    machine.beats(dead)
    new.find_silent()
    machine.watch.time += timedelta(hours=hours)

    for _ in range(MISSED_LOOKS):
        machine.beats(alive)
        silent = new.find_silent()

    assert silent == [OLD]


def test_two_living_processes_with_one_name_notice_it_until_one_is_gone(machine: Machine) -> None:
    old, new, other = machine.process(OLD), machine.process(NEW), machine.process(OTHER)
    new.find_silent()
    assert not new.is_name_shared()  # so far it's a row, which can be of a dead process

    for process in (old, other):
        machine.beats(process)
    new.find_silent()
    other.find_silent()
    assert new.is_name_shared()
    assert not other.is_name_shared()

    new.forget(OLD)
    new.find_silent()
    assert not new.is_name_shared()


def test_a_look_from_outside_names_what_two_recent_processes_share(machine: Machine) -> None:
    machine.process(OLD)
    machine.process(OTHER)
    outside = HeartbeatStore(machine._database, machine.watch, new_instance("check"))
    machine.watch.time += timedelta(minutes=2)
    machine.process(NEW)
    assert outside.shared_names() == []

    machine.process(OLD)

    assert outside.shared_names() == ["web.1"]
