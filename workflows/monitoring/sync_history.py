"""Sync runs of the last two weeks: merged from our record and Fivetran's, and summarized."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median

from workflows.monitoring.sync_runs import SyncRun

SYNC_HISTORY_PERIOD = timedelta(days=14)
"""How far back the history goes: twice as far as Fivetran's own."""
SAME_SYNC_TOLERANCE = timedelta(minutes=1)
"""Two ends that are closer than this belong to the same sync."""


@dataclass(frozen=True, slots=True)
class SyncDay:
    """How many syncs ended on a day."""

    day: date
    succeeded: int = 0
    failed: int = 0


def merge_runs(recorded: Iterable[SyncRun], reported: Iterable[SyncRun]) -> tuple[SyncRun, ...]:
    """Merge our record with Fivetran's, oldest first.

    A sync in both keeps the time we recorded and whichever duration is known.
    """
    every = [*((run.ended_at, 0, run) for run in recorded), *((run.ended_at, 1, run) for run in reported)]
    kept: list[tuple[int, SyncRun]] = []
    for _, whose, run in sorted(every, key=lambda one: one[:2]):
        if kept and _is_same(kept[-1][1], run):
            kept[-1] = _merge_pair(kept[-1], (whose, run))
        else:
            kept.append((whose, run))
    return tuple(run for _, run in kept)


def _is_same(one: SyncRun, other: SyncRun) -> bool:
    return one.succeeded == other.succeeded and abs(other.ended_at - one.ended_at) < SAME_SYNC_TOLERANCE


def _merge_pair(one: tuple[int, SyncRun], other: tuple[int, SyncRun]) -> tuple[int, SyncRun]:
    (whose, ours), (_, theirs) = sorted((one, other), key=lambda some: some[0])
    return whose, replace(ours, seconds=ours.seconds if theirs.seconds is None else theirs.seconds)


def typical_duration(runs: Iterable[SyncRun]) -> timedelta | None:
    """Return the median duration of successful syncs; None if no duration is known."""
    known = [run.seconds for run in runs if run.succeeded and run.seconds is not None]
    return timedelta(seconds=median(known)) if known else None


def count_by_day(runs: Iterable[SyncRun], now: datetime, days: int = SYNC_HISTORY_PERIOD.days) -> tuple[SyncDay, ...]:
    """Count the syncs of each of the last `days` days in UTC, today last."""
    counted = {now.date() - timedelta(days=back): [0, 0] for back in reversed(range(days))}
    for run in runs:
        if (some := counted.get(run.ended_at.date())) is not None:
            some[not run.succeeded] += 1
    return tuple(SyncDay(day, done, failed) for day, (done, failed) in counted.items())
