"""A digest and its parts: numbers and names, no words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from workflows.incidents.model import Condition, EndReason
from workflows.monitoring.health import ConnectionState
from workflows.monitoring.sync_history import SyncDay
from workflows.reporting.figures import Figures


@dataclass(frozen=True)
class GroupTally:
    """How many connections of one Fivetran group are in each state."""

    group_name: str
    counts: Mapping[ConnectionState, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """The number of connections in the group."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class DigestIncident:
    """A connection that was broken for some time."""

    name: str
    environment: str
    condition: Condition
    since: datetime
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    """Why it ended, if it didn't recover."""

    def duration(self, now: datetime) -> timedelta:
        """Return how long it has lasted."""
        return (self.ended_at or now) - self.since


@dataclass(frozen=True)
class StaleConnection:
    """A connection whose data is late."""

    name: str
    environment: str
    succeeded_at: datetime | None


@dataclass(frozen=True)
class UpcomingDeletion:
    """Development data that will be deleted soon."""

    name: str
    delete_on: date
    requester: str


@dataclass(frozen=True)
class SyncSummary:
    """Numbers from the sync history of a period."""

    days: tuple[SyncDay, ...] = ()
    """The last seven days in the recipient's time zone."""
    succeeded: int = 0
    failed: int = 0
    slowest: Sequence[tuple[str, timedelta]] = ()
    """Connection id and typical duration of a successful sync, slowest first."""
    cadences: Mapping[str, timedelta] = field(default_factory=dict)
    """Connection id → learned cadence, of connections that Fivetran doesn't schedule."""


@dataclass(frozen=True)
class Digest:
    """The content of one message."""

    since: datetime
    until: datetime
    as_of: datetime
    tallies: tuple[GroupTally, ...]
    succeeded: int
    failed: int
    days: tuple[SyncDay, ...]
    incidents: tuple[DigestIncident, ...] = ()
    restricted_incident_count: int = 0
    """Broken restricted connections: counted, not named."""
    stale_connections: tuple[StaleConnection, ...] = ()
    restricted_stale_count: int = 0
    slowest: tuple[tuple[str, timedelta], ...] = ()
    newly_live: tuple[str, ...] = ()
    restricted_newly_live_count: int = 0
    upcoming_deletions: tuple[UpcomingDeletion, ...] = ()
    restricted_deletion_count: int = 0
    waits: Figures = field(default_factory=dict)
    """How long waits that ended in the period took, restricted ones too."""

    @property
    def success_rate(self) -> float | None:
        """The share of successful syncs, from 0 to 1; None without syncs."""
        ended = self.succeeded + self.failed
        return self.succeeded / ended if ended else None
