"""A digest: everything that happened in a day or a week, for everybody in a channel.

What not everybody may know is counted and never named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from workflows.connections.model import Connection
from workflows.incidents.model import SEVERITY_RANK, Condition, Incident
from workflows.monitoring.health import ConnectionState, assess_state, effective_interval
from workflows.monitoring.sync_history import SyncDay
from workflows.reporting.snapshot import PUBLIC, Snapshot
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CONNECTED_STATUSES

DELETION_NOTICE_PERIOD = timedelta(days=14)
"""Development data whose last day is this near is worth a word: two digests before it goes."""
MAX_SLOWEST_CONNECTIONS = 3
HARMLESS_CONDITIONS = frozenset({Condition.FIRST_SYNC, Condition.WARNING})
"""Conditions that mean nothing broke."""


@dataclass(frozen=True)
class GroupTally:
    """How many connections of one Fivetran group are in which state."""

    group_name: str
    counts: Mapping[ConnectionState, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class DigestIncident:
    """Something that was wrong for a while."""

    name: str
    environment: str
    condition_label: str
    since: datetime
    ended_at: datetime | None = None
    end_reason: str = ""
    """Why it ended, where it did not simply recover."""

    def duration(self, now: datetime) -> timedelta:
        """For how long, so far."""
        return (self.ended_at or now) - self.since


@dataclass(frozen=True)
class StaleConnection:
    """Data that is older than it should be."""

    name: str
    environment: str
    succeeded_at: datetime | None


@dataclass(frozen=True)
class UpcomingDeletion:
    """Development data that is to be deleted soon."""

    name: str
    delete_on: date
    requester: str


@dataclass(frozen=True)
class SyncSummary:
    """What the history of syncs says of a period, however many connections there are."""

    days: tuple[SyncDay, ...] = ()
    """The last seven days on the clocks of the audience."""
    succeeded: int = 0
    failed: int = 0
    slowest: Sequence[tuple[str, timedelta]] = ()
    """Connection id and usual length of a good sync, the slowest first."""
    cadences: Mapping[str, timedelta] = field(default_factory=dict)
    """Connection id → learned cadence, of those that Fivetran does not schedule."""


@dataclass(frozen=True)
class Digest:
    """What one message tells."""

    since: datetime
    until: datetime
    as_of: datetime
    tallies: tuple[GroupTally, ...]
    succeeded: int
    failed: int
    days: tuple[SyncDay, ...]
    incidents: tuple[DigestIncident, ...] = ()
    restricted_incident_count: int = 0
    """Sensitive connections that broke: counted, not named."""
    stale_connections: tuple[StaleConnection, ...] = ()
    restricted_stale_count: int = 0
    slowest: tuple[tuple[str, timedelta], ...] = ()
    newly_live: tuple[str, ...] = ()
    restricted_newly_live_count: int = 0
    upcoming_deletions: tuple[UpcomingDeletion, ...] = ()
    restricted_deletion_count: int = 0

    @property
    def success_rate(self) -> float | None:
        """Share of good syncs, from 0 to 1; None when there was none."""
        ended = self.succeeded + self.failed
        return self.succeeded / ended if ended else None


def build_digest(
    snapshot: Snapshot, summary: SyncSummary, incidents: Sequence[Incident], since: datetime
) -> Digest:
    """Put it together from all facts; whatever is named, everybody may know."""
    public = snapshot.visible_to(PUBLIC)
    named = {one.id: one for one in public.connections}
    rhythm, rules = summary.cadences.get, snapshot.thresholds
    states = {one.id: assess_state(one, snapshot.now, rhythm(one.id), rules) for one in snapshot.connections}
    broke = _incidents_and_failures(snapshot, states, summary.cadences, incidents)
    told = {ident for ident, one in broke if one.ended_at is None}
    stale = [
        one for one in snapshot.connections if states[one.id] is ConnectionState.LATE and one.id not in told
    ]
    live, leaving = _newly_live(snapshot, since), _upcoming_deletions(snapshot)
    requests = {one.id for one in public.requests}
    return Digest(
        since=since,
        until=snapshot.now,
        as_of=snapshot.as_of,
        tallies=_tallies(snapshot, states),
        succeeded=summary.succeeded,
        failed=summary.failed,
        days=summary.days,
        incidents=tuple(one for ident, one in broke if ident in named),
        restricted_incident_count=sum(ident not in named for ident, _ in broke),
        stale_connections=tuple(_stale(one, snapshot) for one in stale if one.id in named),
        restricted_stale_count=sum(one.id not in named for one in stale),
        slowest=tuple((named[i].name, length) for i, length in summary.slowest if i in named)[
            :MAX_SLOWEST_CONNECTIONS
        ],
        newly_live=tuple(one.dataset for one in live if one.id in requests),
        restricted_newly_live_count=sum(one.id not in requests for one in live),
        upcoming_deletions=tuple(
            UpcomingDeletion(one.dataset, one.answers.delete_after, one.name_of(one.requester))
            for one in leaving
            if one.id in requests
        ),
        restricted_deletion_count=sum(one.id not in requests for one in leaving),
    )


def _tallies(facts: Snapshot, states: Mapping[str, ConnectionState]) -> tuple[GroupTally, ...]:
    counted: dict[str, dict[ConnectionState, int]] = {one.name: {} for one in facts.environments.values()}
    for connection in facts.connections:
        group = counted.setdefault(facts.environment(connection).name, {})
        group[states[connection.id]] = group.get(states[connection.id], 0) + 1
    return tuple(GroupTally(name, of) for name, of in counted.items())


def _incidents_and_failures(
    facts: Snapshot,
    states: Mapping[str, ConnectionState],
    rhythms: Mapping[str, timedelta],
    incidents: Iterable[Incident],
) -> list[tuple[str, DigestIncident]]:
    """Incidents, the worst and longest first; and what fails now without one (yet)."""
    known = {one.id: one for one in facts.connections}
    bad = [
        one for one in incidents if one.condition not in HARMLESS_CONDITIONS and one.connection_id in known
    ]
    bad.sort(key=lambda one: (-SEVERITY_RANK[one.severity], one.opened_at))
    told = {one.connection_id for one in bad if not one.is_over}
    return [
        *((one.connection_id, _incident(one, known[one.connection_id], facts)) for one in bad),
        *(
            (one.id, _failing(one, rhythms.get(one.id), facts))
            for one in facts.connections
            if states[one.id] is ConnectionState.FAILING and one.id not in told
        ),
    ]


def _incident(incident: Incident, connection: Connection, facts: Snapshot) -> DigestIncident:
    where = facts.environment(connection).label
    what, since = str(incident.condition), incident.opened_at
    return DigestIncident(connection.name, where, what, since, incident.ended_at, incident.end_reason)


def _failing(connection: Connection, rhythm: timedelta | None, facts: Snapshot) -> DigestIncident:
    """What fails without an incident: since about the first sync that should have gone well."""
    auth = connection.setup_state == "broken"
    what = Condition.BROKEN_AUTH if auth else Condition.FAILING
    every, good = effective_interval(connection, rhythm), connection.succeeded_at
    known = [connection.failed_at, good + every if good and every else None]
    since = min([one for one in known if one] or [connection.created_at])
    return DigestIncident(
        connection.name, facts.environment(connection).label, str(what), min(since, facts.now)
    )


def _stale(connection: Connection, facts: Snapshot) -> StaleConnection:
    return StaleConnection(connection.name, facts.environment(connection).label, connection.succeeded_at)


def _newly_live(facts: Snapshot, since: datetime) -> list[ConnectorRequest]:
    there = [one for one in facts.requests if not one.is_closed]
    return [one for one in there if one.first_synced_at and one.first_synced_at >= since]


def _upcoming_deletions(facts: Snapshot) -> list[ConnectorRequest]:
    last = facts.now.date() + DELETION_NOTICE_PERIOD
    found = [
        one for one in facts.requests if one.status in CONNECTED_STATUSES and one.answers.delete_after <= last
    ]
    return sorted(found, key=lambda one: one.answers.delete_after)
