"""Numbers about the syncs of a period, counted by indexes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise, product
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from bot.store.database import chunks
from bot.store.tables import SyncRunRow

LONGEST_RUNS = 5_000
"""How many of the longest runs are looked at, before every run is."""
Period = tuple[datetime, datetime]


class Outcomes(NamedTuple):
    """How many syncs of a period succeeded and failed."""

    succeeded: int
    failed: int


def count_outcomes(session: Session, periods: Iterable[Period]) -> Mapping[Period, Outcomes]:
    """Count the syncs of each period. A time that several periods share is counted once."""
    wanted = list(periods)
    between = list(pairwise(sorted({moment for period in wanted for moment in period})))
    counted = session.execute(select(*(_count(*one) for one in product((True, False), between)))).one()
    good, bad = (dict(zip(between, part, strict=True)) for part in (counted[: len(between)], counted[len(between) :]))
    return {
        (start, end): Outcomes(*(sum(part[one] for one in between if start <= one[0] < end) for part in (good, bad)))
        for start, end in wanted
    }


def _count(succeeded: bool, period: Period) -> Any:
    start, end = (moment.timestamp() for moment in period)
    outcome = col(SyncRunRow.succeeded).is_(succeeded)
    counted = select(func.count()).select_from(SyncRunRow)
    return counted.where(outcome, SyncRunRow.ended_at >= start, SyncRunRow.ended_at < end).scalar_subquery()


def find_slowest(
    session: Session, since: datetime, limit: int, longest_runs: int = LONGEST_RUNS
) -> Sequence[tuple[str, timedelta]]:
    """Return the connections whose successful syncs take longest on average, slowest first.

    The mean of a connection is at most its longest run. So a connection that none of the longest runs belongs to is
    faster than each whose mean is at least the shortest of these.
    """
    runs = _longest_runs(session, since, longest_runs)
    means = _means(session, since, [one for one, *_ in runs])
    if sum(count for _, count, _ in runs) == longest_runs:
        shortest = min(least for *_, least in runs)
        means = [one for one in means if one[1] >= shortest]
        means = means if len(means) >= limit else _means(session, since, None)
    slowest = sorted(means, key=itemgetter(1), reverse=True)[:limit]
    return [(connection_id, timedelta(seconds=mean)) for connection_id, mean in slowest]


def _longest_runs(session: Session, since: datetime, limit: int) -> Sequence[Any]:
    """Return the connections of the longest runs, how many of these each has, and the shortest of them."""
    duration: Any = col(SyncRunRow.duration_seconds)
    timed = duration.is_not(None), col(SyncRunRow.succeeded).is_(True), SyncRunRow.ended_at >= since.timestamp()
    query = select(SyncRunRow.connection_id, duration).where(*timed).order_by(duration.desc()).limit(limit)
    longest = query.subquery().c
    counted = select(longest.connection_id, func.count(), func.min(longest.duration_seconds))
    return session.execute(counted.group_by(longest.connection_id)).all()


def _means(session: Session, since: datetime, connection_ids: list[str] | None) -> list[tuple[str, float]]:
    """Return the mean duration for each of the connections, or of all.

    A condition on success would make SQLite read all successes.
    """
    one = col(SyncRunRow.connection_id)
    mean = func.avg(case((col(SyncRunRow.succeeded).is_(True), col(SyncRunRow.duration_seconds))))
    query = select(one, mean).where(SyncRunRow.ended_at >= since.timestamp()).group_by(one).having(mean.is_not(None))
    parts = [query] if connection_ids is None else [query.where(one.in_(some)) for some in chunks(connection_ids)]
    return [(connection_id, float(seconds)) for part in parts for connection_id, seconds in session.execute(part)]
