"""The sync runs of a connection that polling saw end, and what they show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from workflows.connections.model import Connection

MAX_REMEMBERED_RUNS = 24
"""Runs stored with a connection: six days at a six-hour interval, one day at one hour."""


@dataclass(frozen=True, slots=True)
class SyncRun:
    """A sync that has ended."""

    ended_at: datetime
    succeeded: bool
    seconds: float | None = None
    """Its duration, to the minute; None if only its end was seen."""


class PauseReason(StrEnum):
    """What suggests that Fivetran paused a connection."""

    TASK = "task"
    FAILURES = "failures"
    TRIAL_ENDED = "trial_ended"


@dataclass(frozen=True, slots=True)
class RunHistory:
    """What is stored about the past of a connection."""

    runs: tuple[SyncRun, ...] = ()
    """The last runs that ended, oldest first."""
    syncing_since: datetime | None = None
    """When the current run was first seen."""
    initial_warnings: frozenset[str] = frozenset()
    """Codes of the warnings that the connection had when it was first polled."""
    pause_reason: PauseReason | None = None
    """Why Fivetran probably paused it; None if it isn't paused, or a person paused it."""
    pause_message: str = ""
    """The message of Fivetran's task, if that is the reason."""
    loads_recent_first: bool = False
    """Whether a sync succeeded and left the historical sync unfinished (`_loads_recent_first`)."""


def ended_runs(previous: Connection | None, current: Connection, syncing_since: datetime | None) -> tuple[SyncRun, ...]:
    """Return the runs that ended between two polls, oldest first: a time of success or failure changed."""
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
    """Return the history after a poll at `at`; the same object if nothing changed."""
    if history is None:
        new = runs = ended_runs(None, current, None)
        old = frozenset(current.warnings)
    elif previous == current:
        return history
    else:
        new = ended_runs(previous, current, history.syncing_since)
        runs = (*history.runs, *new)
        old = history.initial_warnings & frozenset(current.warnings)
    went_on = history.syncing_since if history and not new else None  # a run that ended isn't the current one
    since = (went_on or at) if current.sync_state == "syncing" else None
    pausing = current.paused and previous is not None and not previous.paused
    before = (history.pause_reason, history.pause_message) if history and current.paused else (None, "")
    because, message = _pause_reason(current, runs) if pausing else before
    recent_first = _loads_recent_first(history, previous, current, new)
    return RunHistory(runs[-MAX_REMEMBERED_RUNS:], since, old, because, message, recent_first)


def _loads_recent_first(
    history: RunHistory | None, previous: Connection | None, now: Connection, new: Sequence[SyncRun]
) -> bool:
    """Return whether this is a priority-first sync, whose recent data arrives while older history is loaded.

    Each of its syncs succeeds, and `is_historical_sync` stays. Any other historical sync, also a repeated one,
    succeeds once, at its end, and pauses updates until then.
    https://support.fivetran.com/hc/en-us/articles/360051240834-How-does-Priority-first-sync-work-
    """
    if not now.is_historical_sync or previous is None or not previous.is_historical_sync:
        return False
    return any(run.succeeded for run in new) or (history is not None and history.loads_recent_first)


def _pause_reason(now: Connection, runs: Sequence[SyncRun]) -> tuple[PauseReason | None, str]:
    """Return why Fivetran probably paused it (None: a person did), and the message of its task.

    Fivetran's API doesn't say who paused a connection. A healthy one was paused by a person.
    """
    if now.tasks:
        return PauseReason.TASK, now.tasks[0]
    if consecutive_failures(runs):
        return PauseReason.FAILURES, ""
    return PauseReason.TRIAL_ENDED if now.pause_after_trial else None, ""


def consecutive_failures(runs: Sequence[SyncRun]) -> int:
    """Return how many runs in a row have failed, up to the last."""
    return next((count for count, run in enumerate(reversed(runs)) if run.succeeded), len(runs))


def count_outcome_changes(runs: Iterable[SyncRun]) -> int:
    """Return how often the result changed between success and failure."""
    return sum(one.succeeded is not other.succeeded for one, other in pairwise(runs))


def runs_since_recovery(runs: Sequence[SyncRun], recovery_runs: int) -> Sequence[SyncRun]:
    """Return the runs since the last `recovery_runs` successes in a row, from the last success of these."""
    streak = 0
    start = 0
    for number, run in enumerate(runs):
        streak = streak + 1 if run.succeeded else 0
        if streak >= recovery_runs:
            start = number
    return runs[start:]


def cadence(runs: Iterable[SyncRun], min_runs: int) -> timedelta | None:
    """Return the usual time between two successful runs; None if fewer than `min_runs` are known."""
    return median_interval([run.ended_at.timestamp() for run in runs if run.succeeded], min_runs)


def median_interval(end_times: Sequence[float], min_runs: int) -> timedelta | None:
    """Return the median time between ends of runs (seconds, oldest first); None if there are too few."""
    if len(end_times) < min_runs:
        return None
    return timedelta(seconds=median(later - earlier for earlier, later in pairwise(end_times)))
