"""A digest reads what it can name, and counts the rest. It is the digest of the whole account."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Engine

from bot.bootstrap.digests import build_stored_digest
from bot.queries.answerer import Answerer, build_environments
from bot.store.account_rows import AccountRows
from bot.store.digest_rows import DigestRows
from bot.store.incident_queries import IncidentQueries
from bot.store.sync_runs import SyncRunStore
from bot.store.waits import WaitRows
from tests.bot.queries.test_listings import Pages
from tests.bot.store.test_requests import Watch
from tests.support.random_account import Account, random_account
from tests.support.sample_account import SERVICES, NoUsageLog, Window
from tests.support.sample_data import MONDAY
from workflows.digests.content import build_digest
from workflows.digests.model import Digest, SyncSummary
from workflows.digests.schedule import local_days, parse_recurrence
from workflows.incidents.model import Condition
from workflows.monitoring.freshness import CADENCE_MIN_RUNS, EXPECTED_BY, parse_times_of_day
from workflows.monitoring.sync_history import SYNC_HISTORY_PERIOD, SyncDay
from workflows.monitoring.sync_runs import SyncRun, cadence
from workflows.monitoring.thresholds import Thresholds
from workflows.reporting.figures import EndedWait, Wait, summarize
from workflows.requests.state_machine import Status

ACCOUNTS = 60
WEEKLY = parse_recurrence("weekly mon 09:00 Europe/Berlin")
SINCE = MONDAY - timedelta(days=7)
EXPECTED = {name: "06:30" for number in range(0, 60, 4) for name in (f"b_{number}", f"otter_{number}")}
THRESHOLDS = Thresholds({EXPECTED_BY: parse_times_of_day(json.dumps(EXPECTED))})
Runs = Mapping[str, Sequence[SyncRun]]


@pytest.mark.parametrize("seeds", [range(start, ACCOUNTS, 4) for start in range(4)], ids=str)
def test_a_digest_says_what_the_whole_account_says(database: Engine, seeds: Iterable[int]) -> None:
    store = SyncRunStore(database)
    for seed in seeds:
        random = Random(seed)
        account, answerer = _account(random), _answerer(database)
        runs = {one.id: _runs(random, is_timed=random.random() < 0.1) for one in account.connections}
        account.save(database)
        store.prune(MONDAY + timedelta(days=1))
        for connection_id, some in runs.items():
            store.backfill(connection_id, some)

        stores = DigestRows(database), store, IncidentQueries(database), WaitRows(database)
        built = build_stored_digest(answerer, *stores, WEEKLY, SINCE)

        assert (seed, built) == (seed, _whole(account, runs, answerer))


def _whole(account: Account, runs: Runs, answerer: Answerer) -> Digest:
    """Return the digest of everything there is."""
    snapshot = account.snapshot(answerer.bare_snapshot())
    open_then = [one for one in snapshot.incidents if one.ended_at is None or one.ended_at >= SINCE]
    digest = build_digest(snapshot, _summarize(account, runs), open_then, SINCE)
    return replace(digest, waits=summarize(_waits(account)))


def _waits(account: Account) -> Iterator[EndedWait]:
    """Yield what was decided, was first synced, or recovered in the period."""
    for one in account.requests:
        decided_at = one.decision.decided_at if one.decision and one.status is not Status.WITHDRAWN else None
        for kind, ended_at in ((Wait.DECISION, decided_at), (Wait.DATA, one.first_synced_at)):
            if ended_at and ended_at >= SINCE:
                yield EndedWait(kind, "", ended_at - one.submitted_at, is_restricted=False)
    for incident in account.incidents:
        is_harmful = incident.condition not in {Condition.WARNING, Condition.FIRST_SYNC}
        if incident.ended_at and incident.ended_at >= SINCE and incident.end_reason is None and is_harmful:
            yield EndedWait(Wait.RECOVERY, "", incident.ended_at - incident.opened_at, is_restricted=False)


def _summarize(account: Account, runs: Runs) -> SyncSummary:
    every = [run for some in runs.values() for run in some]
    days = [SyncDay(one.day, *_outcomes(every, one.start, one.end)) for one in local_days(WEEKLY, MONDAY, 7)]
    succeeded, failed = _outcomes(every, SINCE, MONDAY)
    learned_from = MONDAY - SYNC_HISTORY_PERIOD
    learned = {
        one.id: cadence([run for run in runs[one.id] if run.ended_at >= learned_from], CADENCE_MIN_RUNS.default)
        for one in account.connections
        if one.schedule_type == "manual"
    }
    known = {connection_id: interval for connection_id, interval in learned.items() if interval}
    return SyncSummary(tuple(days), succeeded, failed, _slowest(runs), known)


def _outcomes(runs: Sequence[SyncRun], start: datetime, end: datetime) -> tuple[int, int]:
    ended = [run.succeeded for run in runs if start <= run.ended_at < end]
    return ended.count(True), ended.count(False)


def _slowest(runs: Runs) -> Sequence[tuple[str, timedelta]]:
    timed = {
        one: [run.seconds for run in some if run.succeeded and run.seconds is not None and run.ended_at >= SINCE]
        for one, some in runs.items()
    }
    means = {one: timedelta(seconds=sum(seconds) / len(seconds)) for one, seconds in timed.items() if seconds}
    return sorted(means.items(), key=lambda pair: pair[1], reverse=True)


def _account(random: Random) -> Account:
    """Return an account, often with few incidents: what has one is read, whatever its state is."""
    account = random_account(random)
    return replace(account, incidents=account.incidents[: random.choice([0, 0, 3, 60])])


def _runs(random: Random, *, is_timed: bool) -> list[SyncRun]:
    """Return runs of different durations, so that no two connections are equally slow."""
    times = sorted(random.sample(range(1, 240), random.randrange(50)), reverse=True)
    ends = [MONDAY - timedelta(hours=hours) for hours in times]
    return [SyncRun(at, random.random() < 0.8, _seconds(random, is_timed)) for at in ends]


def _seconds(random: Random, is_timed: bool) -> float | None:
    return random.choice([None, round(random.uniform(30, 9_000))]) if is_timed else None


def _answerer(engine: Engine) -> Answerer:
    rows, environments = AccountRows(engine, "prod"), build_environments("dev", "prod")
    read = Pages(), rows, SERVICES, Window(answers=False), Watch(), environments
    return Answerer(*read, NoUsageLog(), thresholds=THRESHOLDS)
