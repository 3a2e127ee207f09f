"""The content of a digest: what happened to the connections in a day or a week.

Everyone in a channel reads it, so restricted connections are counted and never named.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from workflows.connections.model import Connection
from workflows.digests.model import Digest, DigestIncident, GroupTally, StaleConnection, SyncSummary, UpcomingDeletion
from workflows.incidents.conditions import CONDITION_RULES
from workflows.incidents.model import SEVERITY_RANK, Condition, Incident
from workflows.monitoring.freshness import effective_interval
from workflows.monitoring.health import ConnectionState, assess_state, state_unless_late
from workflows.reporting.snapshot import Snapshot
from workflows.requests.confidentiality import PUBLIC
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CONNECTED_STATUSES

DELETION_NOTICE_PERIOD = timedelta(days=14)
"""Development data is listed this long before its deletion: in two weekly digests."""
MAX_SLOWEST_CONNECTIONS = 3
StateCounts = Mapping[str, Mapping[ConnectionState, int]]
"""Group id → how many connections are in each state."""


def build_digest(
    snapshot: Snapshot,
    summary: SyncSummary,
    incidents: Sequence[Incident],
    since: datetime,
    counts: StateCounts | None = None,
) -> Digest:
    """Build a digest. It names only what everyone has access to.

    The snapshot can leave out connections that work if `counts` has the states of all, as if none were late.
    """
    return Digest(
        since=since,
        until=snapshot.now,
        as_of=snapshot.as_of,
        succeeded=summary.succeeded,
        failed=summary.failed,
        days=summary.days,
        **_connection_sections(snapshot, summary, incidents, counts),
        **_request_sections(snapshot, since),
    )


def _connection_sections(
    snapshot: Snapshot, summary: SyncSummary, incidents: Sequence[Incident], counts: StateCounts | None
) -> dict[str, Any]:
    public = {one.id: one for one in snapshot.visible_to(PUBLIC).connections}
    states = _assess_all(snapshot, summary)
    broken = _incidents_and_failures(snapshot, states, summary.cadences, incidents)
    open_ids = {connection_id for connection_id, one in broken if one.ended_at is None}
    stale = [one for one in snapshot.connections if states[one.id] is ConnectionState.LATE and one.id not in open_ids]
    slowest = [(public[key].name, duration) for key, duration in summary.slowest if key in public]
    return {
        "tallies": _tallies(snapshot, states, counts),
        "incidents": tuple(one for key, one in broken if key in public),
        "restricted_incident_count": sum(key not in public for key, _ in broken),
        "stale_connections": tuple(_stale(one, snapshot) for one in stale if one.id in public),
        "restricted_stale_count": sum(one.id not in public for one in stale),
        "slowest": tuple(slowest[:MAX_SLOWEST_CONNECTIONS]),
    }


def _request_sections(snapshot: Snapshot, since: datetime) -> dict[str, Any]:
    public = {one.id for one in snapshot.visible_to(PUBLIC).requests}
    live, expiring = _newly_live(snapshot, since), _upcoming_deletions(snapshot)
    return {
        "newly_live": tuple(one.dataset for one in live if one.id in public),
        "restricted_newly_live_count": sum(one.id not in public for one in live),
        "upcoming_deletions": tuple(
            UpcomingDeletion(one.dataset, one.answers.delete_after, one.name_of(one.requester))
            for one in expiring
            if one.id in public
        ),
        "restricted_deletion_count": sum(one.id not in public for one in expiring),
    }


def _assess_all(snapshot: Snapshot, summary: SyncSummary) -> dict[str, ConnectionState]:
    return {
        one.id: assess_state(one, snapshot.now, summary.cadences.get(one.id), snapshot.thresholds)
        for one in snapshot.connections
    }


def _tallies(
    snapshot: Snapshot, states: Mapping[str, ConnectionState], counts: StateCounts | None
) -> tuple[GroupTally, ...]:
    tallies: dict[str, Counter[ConnectionState]] = {one.name: Counter() for one in snapshot.environments.values()}
    for group_id, group in (_count_unless_late(snapshot.connections) if counts is None else counts).items():
        tallies.setdefault(snapshot.environment_of(group_id).name, Counter()).update(group)
    for connection in snapshot.connections:
        if states[connection.id] is ConnectionState.LATE:
            tally = tallies.setdefault(snapshot.environment(connection).name, Counter())
            tally.update({ConnectionState.WORKING: -1, ConnectionState.LATE: 1})
    return tuple(GroupTally(name, +tally) for name, tally in tallies.items())


def _count_unless_late(connections: Iterable[Connection]) -> StateCounts:
    counts: dict[str, Counter[ConnectionState]] = {}
    for one in connections:
        counts.setdefault(one.group_id, Counter())[state_unless_late(one)] += 1
    return counts


def _incidents_and_failures(
    snapshot: Snapshot,
    states: Mapping[str, ConnectionState],
    cadences: Mapping[str, timedelta],
    incidents: Iterable[Incident],
) -> list[tuple[str, DigestIncident]]:
    """Return incidents by connection id, the most severe and oldest first; then failures without one (yet)."""
    known = {one.id: one for one in snapshot.connections}
    problems = (one for one in incidents if not CONDITION_RULES[one.condition].is_harmless)
    harmful = [one for one in problems if one.connection_id in known]
    harmful.sort(key=lambda one: (-SEVERITY_RANK[one.severity], one.opened_at))
    listed = {one.connection_id for one in harmful if not one.is_over}
    return [
        *((one.connection_id, _incident(one, known[one.connection_id], snapshot)) for one in harmful),
        *(
            (one.id, _failing(one, cadences.get(one.id), snapshot))
            for one in snapshot.connections
            if states[one.id] is ConnectionState.FAILING and one.id not in listed
        ),
    ]


def _incident(incident: Incident, connection: Connection, snapshot: Snapshot) -> DigestIncident:
    environment = snapshot.environment(connection).label
    return DigestIncident(
        connection.name,
        environment,
        incident.condition,
        incident.opened_at,
        incident.ended_at,
        incident.end_reason,
    )


def _failing(connection: Connection, cadence: timedelta | None, snapshot: Snapshot) -> DigestIncident:
    """Describe a failure without an incident. It began about when the first sync should have succeeded."""
    is_auth = connection.setup_state == "broken"
    condition = Condition.BROKEN_AUTH if is_auth else Condition.FAILING
    interval, succeeded_at = effective_interval(connection, cadence), connection.succeeded_at
    known = [connection.failed_at, succeeded_at + interval if succeeded_at and interval else None]
    since = min([at for at in known if at] or [connection.created_at or snapshot.now])
    environment = snapshot.environment(connection).label
    return DigestIncident(connection.name, environment, condition, min(since, snapshot.now))


def _stale(connection: Connection, snapshot: Snapshot) -> StaleConnection:
    return StaleConnection(connection.name, snapshot.environment(connection).label, connection.succeeded_at)


def _newly_live(snapshot: Snapshot, since: datetime) -> list[ConnectorRequest]:
    requests = [one for one in snapshot.requests if not one.is_closed]
    return [one for one in requests if one.first_synced_at and one.first_synced_at >= since]


def last_announced_deletion(now: datetime) -> date:
    """Return the last day whose deletions a digest lists."""
    return now.date() + DELETION_NOTICE_PERIOD


def _upcoming_deletions(snapshot: Snapshot) -> list[ConnectorRequest]:
    last_day = last_announced_deletion(snapshot.now)
    found = [
        one for one in snapshot.requests if one.status in CONNECTED_STATUSES and one.answers.delete_after <= last_day
    ]
    return sorted(found, key=lambda one: one.answers.delete_after)
