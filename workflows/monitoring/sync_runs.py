"""The runs of a connection that we saw end, and what can be learned from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from workflows.connections.model import Connection

KEPT = 24
"""Runs that are remembered beside a connection: six days at six hours, a day at one."""


@dataclass(frozen=True, slots=True)
class Run:
    """A sync that ended."""

    ended_at: datetime
    succeeded: bool
    seconds: float | None = None
    """How long it took, to the minute; None where only its end was seen."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is remembered of a connection besides how it is now."""

    runs: tuple[Run, ...] = ()
    """The last ones that ended, oldest first."""
    syncing_since: datetime | None = None
    """When the run that goes on was first seen."""
    old_warnings: frozenset[str] = frozenset()
    """Codes of warnings that were there already when we first met the connection."""
    paused_because: str = ""
    """What speaks for Fivetran having paused it, in words; empty when it runs, or a person paused it."""


def ended(before: Connection | None, now: Connection, syncing_since: datetime | None) -> tuple[Run, ...]:
    """Runs that ended between two looks, oldest first: the time of the last success or failure moved."""
    moved = [
        (at, good)
        for at, known, good in (
            (now.succeeded_at, before and before.succeeded_at, True),
            (now.failed_at, before and before.failed_at, False),
        )
        if at and at != known and (not known or at > known)
    ]
    runs = [Run(at, good) for at, good in sorted(moved)]
    if len(runs) == 1 and syncing_since and syncing_since < runs[0].ended_at:
        runs = [replace(runs[0], seconds=(runs[0].ended_at - syncing_since).total_seconds())]
    return tuple(runs)


def lived(past: Past | None, before: Connection | None, now: Connection, at: datetime) -> Past:
    """The past after a look at `at`; the same object when nothing happened."""
    if past is None:
        new = runs = ended(None, now, None)
        old = frozenset(now.warnings)
    elif before == now:
        return past
    else:
        new = ended(before, now, past.syncing_since)
        runs = (*past.runs, *new)
        old = past.old_warnings & frozenset(now.warnings)
    went_on = past.syncing_since if past and not new else None  # a run that ended is not the one that goes on
    since = (went_on or at) if now.sync_state == "syncing" else None
    pausing = now.paused and before is not None and not before.paused
    because = _reason(now, runs) if pausing else past.paused_because if past and now.paused else ""
    return Past(runs[-KEPT:], since, old, because)


def _reason(now: Connection, runs: Sequence[Run]) -> str:
    """Why Fivetran may have paused it. Nobody says who did; a healthy one was paused by a person."""
    if now.tasks:
        return now.tasks[0]
    if failed_in_a_row(runs):
        return "It was failing until it was paused."
    return "Its trial is over." if now.pause_after_trial else ""


def failed_in_a_row(runs: Sequence[Run]) -> int:
    """How many of the last runs failed, without a good one between them."""
    return next((count for count, run in enumerate(reversed(runs)) if run.succeeded), len(runs))


def changes(runs: Iterable[Run]) -> int:
    """How often it changed between good and bad."""
    return sum(one.succeeded is not other.succeeded for one, other in pairwise(runs))


def since_clean(runs: Sequence[Run], clean: int) -> Sequence[Run]:
    """The runs since the last `clean` good ones in a row, beginning with the last of these."""
    streak = 0
    start = 0
    for number, run in enumerate(runs):
        streak = streak + 1 if run.succeeded else 0
        if streak >= clean:
            start = number
    return runs[start:]


def cadence(runs: Iterable[Run], needed: int) -> timedelta | None:
    """The usual time between two good runs; None as long as fewer than `needed` were seen."""
    return rhythm([run.ended_at.timestamp() for run in runs if run.succeeded], needed)


def rhythm(ends: Sequence[float], needed: int) -> timedelta | None:
    """The same from nothing but when the good ones ended, in seconds, the oldest first."""
    if len(ends) < needed:
        return None
    return timedelta(seconds=median(later - earlier for earlier, later in pairwise(ends)))
