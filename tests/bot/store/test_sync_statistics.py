"""The slowest connections are found among the longest runs where these suffice, and among all where they don't."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from statistics import fmean

from sqlalchemy import Engine

from bot.store.database import transaction
from bot.store.sync_runs import SyncRunStore
from bot.store.sync_statistics import find_slowest
from tests.support.sample_data import MONDAY
from tests.support.statement_log import log_statements
from workflows.monitoring.sync_runs import SyncRun

SINCE, SHOWN = MONDAY - timedelta(days=7), 3


def test_the_slowest_connections_are_the_same_however_many_runs_are_looked_at(database: Engine) -> None:
    store = SyncRunStore(database)
    looked_at_all = set()
    for seed in range(20):
        runs = _runs(Random(seed))
        store.prune(MONDAY + timedelta(days=1))
        for connection_id, some in runs.items():
            store.backfill(connection_id, some)
        for longest_runs in (1, 5, 20, 60, 1_000):
            with log_statements(database) as log, transaction(database) as session:
                found = find_slowest(session, SINCE, SHOWN, longest_runs)
            assert (seed, longest_runs, list(found)) == (seed, longest_runs, _slowest(runs))
            looked_at_all.add(len(log.reads) == 3)

    assert looked_at_all == {True, False}


def _runs(random: Random) -> Mapping[str, Sequence[SyncRun]]:
    """Return runs of connections with different usual durations."""
    return {f"otter_{number}": _runs_of_one(random, 10 * 1.5**number) for number in range(random.choice([0, 2, 12]))}


def _runs_of_one(random: Random, usual_seconds: float) -> Sequence[SyncRun]:
    return [
        SyncRun(
            MONDAY - timedelta(hours=hour),
            random.random() < 0.8,
            random.choice([None, round(usual_seconds * random.uniform(0.5, 1.5))]),
        )
        for hour in reversed(range(1, 240, 12))
    ]


def _slowest(runs: Mapping[str, Sequence[SyncRun]]) -> list[tuple[str, timedelta]]:
    timed = {
        one: [run.seconds for run in some if run.succeeded and run.seconds is not None and run.ended_at >= SINCE]
        for one, some in runs.items()
    }
    means = [(one, timedelta(seconds=fmean(seconds))) for one, seconds in timed.items() if seconds]
    return sorted(means, key=lambda pair: pair[1], reverse=True)[:SHOWN]
