"""Signs of life of processes that look after each other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine

from bot.store.heartbeats import ProcessStore
from tests.bot.store.test_requests import Watch


def test_one_that_is_buried_while_it_beats_lives_on(database: Engine) -> None:
    processes = ProcessStore(database, Watch())

    with ThreadPoolExecutor(8) as threads:
        beats = [threads.submit(processes.beat, "one") for _ in range(50)]
        burials = [threads.submit(processes.bury, "one") for _ in range(50)]
    failures = [one.exception() for one in (*beats, *burials) if one.exception()]
    processes.beat("one")

    assert failures == []
    assert processes.silent_for(timedelta(minutes=-1), but="two") == ["one"]
