"""What a digest shows: connections counted by their state, and those that it can name."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, and_, or_
from sqlmodel import Session, col, func, select

from bot.store.database import transaction
from bot.store.parsed_bodies import body_text, request_of_text
from bot.store.tables import ConnectionRow, RequestRow
from workflows.connections.model import Health
from workflows.digests.content import StateCounts, last_announced_deletion
from workflows.monitoring.freshness import EXPECTED_BY, LATE_GRACE, LATE_INTERVALS
from workflows.monitoring.health import ConnectionState, choose_state
from workflows.monitoring.thresholds import Thresholds
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CONNECTED_STATUSES, OPEN_STATUSES

ROUNDING_SECONDS = 1.0
"""A time in a column can be older than the one in the body by this much."""
_HAS_BODY = col(ConnectionRow.is_manual).is_not(None)


@dataclass(frozen=True)
class FoundRows:
    """What a digest can name, and how many connections there are."""

    connection_ids: Collection[str]
    """Those that are broken or can be late. Whether they are late is decided later."""
    requests: Sequence[ConnectorRequest]
    """Those that are new, and those whose data is to be deleted soon."""
    counts: StateCounts
    """All connections, as if none were late. Groups that aren't configured are in the order of names."""


class DigestRows:
    """Reads connections and requests for digests."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, since: datetime, now: datetime, thresholds: Thresholds, known_groups: Collection[str]) -> FoundRows:
        """Find what the digest of the time since then can name, and count all connections."""
        with transaction(self._engine) as session:
            return FoundRows(
                connection_ids={*_ids_to_name(session, now, thresholds)},
                requests=_requests(session, since, last_announced_deletion(now)),
                counts=_count_states(session, known_groups),
            )


def _ids_to_name(session: Session, now: datetime, thresholds: Thresholds) -> Iterator[str]:
    """Yield the ids of connections that are broken or can be late."""
    conditions: list[Any] = [ConnectionRow.health == Health.BROKEN, _can_be_late(now, thresholds)]
    times = thresholds[EXPECTED_BY]
    if times:
        conditions += [col(ConnectionRow.id).in_(times.keys()), col(ConnectionRow.name).in_(times.keys())]
    for condition in conditions:
        yield from session.exec(select(ConnectionRow.id).where(condition))


def _requests(session: Session, since: datetime, last_day: date) -> Sequence[ConnectorRequest]:
    """Return the open requests that first synced since then, and those whose data is to be deleted by that day."""
    is_new = col(RequestRow.first_synced_at) >= since.timestamp() - ROUNDING_SECONDS
    is_due = col(RequestRow.delete_after) <= last_day.isoformat()
    conditions = (
        is_new & col(RequestRow.status).in_(sorted(OPEN_STATUSES)),
        is_due & col(RequestRow.status).in_(sorted(CONNECTED_STATUSES)),
    )
    texts = {text for one in conditions for text in session.exec(select(body_text(RequestRow.body)).where(one))}
    return [request_of_text(text) for text in texts]


def _count_states(session: Session, known_groups: Collection[str]) -> StateCounts:
    """Count all connections by group and state, as if none were late."""
    kinds: Any = (
        ConnectionRow.is_manual,
        ConnectionRow.group_id,
        ConnectionRow.setup_state,
        ConnectionRow.health,
        ConnectionRow.paused,
    )
    numbers: Any = func.count(), func.count(col(ConnectionRow.succeeded_at))
    query = select(*kinds, *numbers).where(_HAS_BODY).group_by(*kinds)
    counts: dict[str, Counter[ConnectionState]] = {}
    for _manual, group_id, setup_state, health, is_paused, total, succeeded in session.execute(query):
        group = counts.setdefault(group_id, Counter())
        for has_succeeded, number in ((True, succeeded), (False, total - succeeded)):
            state = choose_state(setup_state, Health(health), is_paused=is_paused, has_succeeded=has_succeeded)
            group[state] += number
    return {group_id: counts[group_id] for group_id in _order(session, counts, known_groups)}


def _order(session: Session, groups: Collection[str], known: Collection[str]) -> Sequence[str]:
    """Return the groups: known ones, then others by the first name in each."""
    unknown, group = sorted({*groups}.difference(known)), col(ConnectionRow.group_id)
    if not unknown:
        return [one for one in known if one in groups]
    ordered = select(group).where(group.in_(unknown)).group_by(group).order_by(func.min(ConnectionRow.name), group)
    return [*(one for one in known if one in groups), *session.exec(ordered)]


def _can_be_late(now: datetime, thresholds: Thresholds) -> Any:
    """Return the condition on connections that work unless they are late."""
    row, grace = ConnectionRow, thresholds[LATE_GRACE].total_seconds()
    seconds = col(row.sync_frequency) * 60.0 * thresholds[LATE_INTERVALS]
    is_overdue = col(row.succeeded_at) + seconds < now.timestamp() - grace + ROUNDING_SECONDS
    works: tuple[Any, ...] = (
        col(row.setup_state) != "incomplete",
        row.health == Health.HEALTHY,
        col(row.paused).is_(False),
        col(row.succeeded_at).is_not(None),
    )
    return and_(*works, _HAS_BODY, or_(col(row.is_manual).is_(True), col(row.is_delayed).is_(True), is_overdue))
