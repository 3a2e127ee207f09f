"""Signs of life of processes that look after each other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

from sqlalchemy import Engine

from bot.store.heartbeats import HeartbeatStore
from tests.bot.store.test_requests import Watch


def test_one_that_is_buried_while_it_beats_lives_on(database: Engine) -> None:
    seconds = count()
    processes = HeartbeatStore(database, Watch(), lambda: float(next(seconds)))

    with ThreadPoolExecutor(8) as threads:
        beats = [threads.submit(processes.record, "one") for _ in range(50)]
        burials = [threads.submit(processes.forget, "one") for _ in range(50)]
    failures = [one.exception() for one in (*beats, *burials) if one.exception()]
    processes.record("one")

    assert failures == []
    assert processes.find_silent(timedelta(minutes=-1), excluding="two") == []
    assert processes.find_silent(timedelta(minutes=-1), excluding="two") == ["one"]
