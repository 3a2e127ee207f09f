"""The runs of a connection that we saw end, and what can be learned from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from workflows.connections.model import Connection

MAX_REMEMBERED_RUNS = 24
"""Runs that are remembered beside a connection: six days at six hours, a day at one."""


@dataclass(frozen=True, slots=True)
class SyncRun:
    """A sync that ended."""

    ended_at: datetime
    succeeded: bool
    seconds: float | None = None
    """How long it took, to the minute; None where only its end was seen."""


@dataclass(frozen=True, slots=True)
class RunHistory:
    """What is remembered of a connection besides how it is now."""

    runs: tuple[SyncRun, ...] = ()
    """The last ones that ended, oldest first."""
    syncing_since: datetime | None = None
    """When the run that goes on was first seen."""
    initial_warnings: frozenset[str] = frozenset()
    """Codes of warnings that were there already when we first met the connection."""
    pause_reason: str = ""
    """What speaks for Fivetran having paused it, in words; empty when it runs, or a person paused it."""


def ended_runs(
    previous: Connection | None, current: Connection, syncing_since: datetime | None
) -> tuple[SyncRun, ...]:
    """Runs that ended between two looks, oldest first: the time of the last success or failure moved."""
    moved = [
        (at, good)
        for at, known, good in (
            (current.succeeded_at, previous and previous.succeeded_at, True),
            (current.failed_at, previous and previous.failed_at, False),
        )
        if at and at != known and (not known or at > known)
    ]
    runs = [SyncRun(at, good) for at, good in sorted(moved)]
    if len(runs) == 1 and syncing_since and syncing_since < runs[0].ended_at:
        runs = [replace(runs[0], seconds=(runs[0].ended_at - syncing_since).total_seconds())]
    return tuple(runs)


def next_history(
    history: RunHistory | None, previous: Connection | None, current: Connection, at: datetime
) -> RunHistory:
    """The past after a look at `at`; the same object when nothing happened."""
    if history is None:
        new = runs = ended_runs(None, current, None)
        old = frozenset(current.warnings)
    elif previous == current:
        return history
    else:
        new = ended_runs(previous, current, history.syncing_since)
        runs = (*history.runs, *new)
        old = history.initial_warnings & frozenset(current.warnings)
    went_on = (
        history.syncing_since if history and not new else None
    )  # a run that ended is not the one that goes on
    since = (went_on or at) if current.sync_state == "syncing" else None
    pausing = current.paused and previous is not None and not previous.paused
    because = (
        _pause_reason(current, runs)
        if pausing
        else history.pause_reason
        if history and current.paused
        else ""
    )
    return RunHistory(runs[-MAX_REMEMBERED_RUNS:], since, old, because)


def _pause_reason(now: Connection, runs: Sequence[SyncRun]) -> str:
    """Why Fivetran may have paused it. Nobody says who did; a healthy one was paused by a person."""
    if now.tasks:
        return now.tasks[0]
    if consecutive_failures(runs):
        return "It was failing before it was paused."
    return "Its trial ended." if now.pause_after_trial else ""


def consecutive_failures(runs: Sequence[SyncRun]) -> int:
    """How many of the last runs failed, without a good one between them."""
    return next((count for count, run in enumerate(reversed(runs)) if run.succeeded), len(runs))


def count_outcome_changes(runs: Iterable[SyncRun]) -> int:
    """How often it changed between good and bad."""
    return sum(one.succeeded is not other.succeeded for one, other in pairwise(runs))


def runs_since_recovery(runs: Sequence[SyncRun], recovery_runs: int) -> Sequence[SyncRun]:
    """The runs since the last `clean` good ones in a row, beginning with the last of these."""
    streak = 0
    start = 0
    for number, run in enumerate(runs):
        streak = streak + 1 if run.succeeded else 0
        if streak >= recovery_runs:
            start = number
    return runs[start:]


def cadence(runs: Iterable[SyncRun], min_runs: int) -> timedelta | None:
    """The usual time between two good runs; None as long as fewer than `needed` were seen."""
    return median_interval([run.ended_at.timestamp() for run in runs if run.succeeded], min_runs)


def median_interval(end_times: Sequence[float], min_runs: int) -> timedelta | None:
    """The same from nothing but when the good ones ended, in seconds, the oldest first."""
    if len(end_times) < min_runs:
        return None
    return timedelta(seconds=median(later - earlier for earlier, later in pairwise(end_times)))
