"""A digest: everything that happened in a day or a week, for everybody in a channel.

What not everybody may know is counted and never named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from workflows.connections.model import Connection
from workflows.incidents.model import RANK, Condition, Incident
from workflows.monitoring.health import State, interval, state_of
from workflows.monitoring.sync_history import Day
from workflows.reporting.snapshot import EVERYBODY, Facts
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CONNECTED

SOON = timedelta(days=14)
"""Development data whose last day is this near is worth a word: two digests before it goes."""
SLOWEST = 3
GOOD_NEWS = frozenset({Condition.FIRST_SYNC, Condition.WARNING})
"""Conditions that mean nothing broke."""


@dataclass(frozen=True)
class Tally:
    """How many connections of one Fivetran group are in which state."""

    group_name: str
    of: Mapping[State, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.of.values())


@dataclass(frozen=True)
class Breakage:
    """Something that was wrong for a while."""

    name: str
    environment: str
    what: str
    since: datetime
    ended_at: datetime | None = None
    ending: str = ""
    """Why it ended, where it did not simply recover."""

    def lasted(self, now: datetime) -> timedelta:
        """For how long, so far."""
        return (self.ended_at or now) - self.since


@dataclass(frozen=True)
class Stale:
    """Data that is older than it should be."""

    name: str
    environment: str
    succeeded_at: datetime | None


@dataclass(frozen=True)
class Leaving:
    """Development data that is to be deleted soon."""

    name: str
    on: date
    requester: str


@dataclass(frozen=True)
class Record:
    """What the history of syncs says of a period, however many connections there are."""

    days: tuple[Day, ...] = ()
    """The last seven days on the clocks of the audience."""
    done: int = 0
    failed: int = 0
    slowest: Sequence[tuple[str, timedelta]] = ()
    """Connection id and usual length of a good sync, the slowest first."""
    rhythms: Mapping[str, timedelta] = field(default_factory=dict)
    """Connection id → learned cadence, of those that Fivetran does not schedule."""


@dataclass(frozen=True)
class Digest:
    """What one message tells."""

    since: datetime
    until: datetime
    as_of: datetime
    tallies: tuple[Tally, ...]
    done: int
    failed: int
    days: tuple[Day, ...]
    broke: tuple[Breakage, ...] = ()
    broke_unnamed: int = 0
    """Sensitive connections that broke: counted, not named."""
    stale: tuple[Stale, ...] = ()
    stale_unnamed: int = 0
    slowest: tuple[tuple[str, timedelta], ...] = ()
    newly_live: tuple[str, ...] = ()
    newly_live_unnamed: int = 0
    leaving: tuple[Leaving, ...] = ()
    leaving_unnamed: int = 0

    @property
    def success_rate(self) -> float | None:
        """Share of good syncs, from 0 to 1; None when there was none."""
        ended = self.done + self.failed
        return self.done / ended if ended else None


def digest_of(facts: Facts, record: Record, incidents: Sequence[Incident], since: datetime) -> Digest:
    """Put it together from all facts; whatever is named, everybody may know."""
    public = facts.seen_by(EVERYBODY)
    named = {one.id: one for one in public.connections}
    rhythm, rules = record.rhythms.get, facts.rules
    states = {one.id: state_of(one, facts.now, rhythm(one.id), rules) for one in facts.connections}
    broke = _broke(facts, states, record.rhythms, incidents)
    told = {ident for ident, one in broke if one.ended_at is None}
    stale = [one for one in facts.connections if states[one.id] is State.LATE and one.id not in told]
    live, leaving = _newly_live(facts, since), _leaving(facts)
    requests = {one.id for one in public.requests}
    return Digest(
        since=since,
        until=facts.now,
        as_of=facts.as_of,
        tallies=_tallies(facts, states),
        done=record.done,
        failed=record.failed,
        days=record.days,
        broke=tuple(one for ident, one in broke if ident in named),
        broke_unnamed=sum(ident not in named for ident, _ in broke),
        stale=tuple(_stale(one, facts) for one in stale if one.id in named),
        stale_unnamed=sum(one.id not in named for one in stale),
        slowest=tuple((named[i].name, length) for i, length in record.slowest if i in named)[:SLOWEST],
        newly_live=tuple(one.dataset for one in live if one.id in requests),
        newly_live_unnamed=sum(one.id not in requests for one in live),
        leaving=tuple(
            Leaving(one.dataset, one.answers.delete_after, one.name_of(one.requester))
            for one in leaving
            if one.id in requests
        ),
        leaving_unnamed=sum(one.id not in requests for one in leaving),
    )


def _tallies(facts: Facts, states: Mapping[str, State]) -> tuple[Tally, ...]:
    counted: dict[str, dict[State, int]] = {one.name: {} for one in facts.environments.values()}
    for connection in facts.connections:
        group = counted.setdefault(facts.environment(connection).name, {})
        group[states[connection.id]] = group.get(states[connection.id], 0) + 1
    return tuple(Tally(name, of) for name, of in counted.items())


def _broke(
    facts: Facts,
    states: Mapping[str, State],
    rhythms: Mapping[str, timedelta],
    incidents: Iterable[Incident],
) -> list[tuple[str, Breakage]]:
    """Incidents, the worst and longest first; and what fails now without one (yet)."""
    known = {one.id: one for one in facts.connections}
    bad = [one for one in incidents if one.condition not in GOOD_NEWS and one.connection_id in known]
    bad.sort(key=lambda one: (-RANK[one.severity], one.opened_at))
    told = {one.connection_id for one in bad if not one.is_over}
    return [
        *((one.connection_id, _incident(one, known[one.connection_id], facts)) for one in bad),
        *(
            (one.id, _failing(one, rhythms.get(one.id), facts))
            for one in facts.connections
            if states[one.id] is State.FAILING and one.id not in told
        ),
    ]


def _incident(incident: Incident, connection: Connection, facts: Facts) -> Breakage:
    where = facts.environment(connection).word
    what, since = str(incident.condition), incident.opened_at
    return Breakage(connection.name, where, what, since, incident.ended_at, incident.ending)


def _failing(connection: Connection, rhythm: timedelta | None, facts: Facts) -> Breakage:
    """What fails without an incident: since about the first sync that should have gone well."""
    auth = connection.setup_state == "broken"
    what = Condition.BROKEN_AUTH if auth else Condition.FAILING
    every, good = interval(connection, rhythm), connection.succeeded_at
    known = [connection.failed_at, good + every if good and every else None]
    since = min([one for one in known if one] or [connection.created_at])
    return Breakage(connection.name, facts.environment(connection).word, str(what), min(since, facts.now))


def _stale(connection: Connection, facts: Facts) -> Stale:
    return Stale(connection.name, facts.environment(connection).word, connection.succeeded_at)


def _newly_live(facts: Facts, since: datetime) -> list[ConnectorRequest]:
    there = [one for one in facts.requests if not one.is_over]
    return [one for one in there if one.first_synced_at and one.first_synced_at >= since]


def _leaving(facts: Facts) -> list[ConnectorRequest]:
    last = facts.now.date() + SOON
    found = [one for one in facts.requests if one.status in CONNECTED and one.answers.delete_after <= last]
    return sorted(found, key=lambda one: one.answers.delete_after)
