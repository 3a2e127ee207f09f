"""Start, update, and end storms."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workflows.incidents.model import SEVERITY_RANK, Condition, Incident
from workflows.incidents.next_step import NextStep
from workflows.incidents.remediation import find_remediation
from workflows.incidents.storms import ConnectionGroup, Storm, StormMember
from workflows.monitoring.thresholds import MINUTES_PER_WEEK, Threshold, Thresholds, minutes

STORM_SIZE = Threshold("storm_size", 5, int, "Alerts: incidents of a group that become one message …", ge=2, le=10_000)
"""People don't read this many messages at once."""
STORM_WINDOW = Threshold(
    "storm_minutes", 30.0, minutes, "Alerts: … if they begin within this many minutes", gt=0, le=MINUTES_PER_WEEK
)
"""An outage shows when each connection's next run fails."""
STORM_QUIET_PERIOD = Threshold(
    "storm_calm_minutes",
    10.0,
    minutes,
    "Alerts: minutes without a new incident after which a storm can end …",
    gt=0,
    le=MINUTES_PER_WEEK,
)
STORM_MAX_OPEN = Threshold(
    "storm_leftovers",
    2,
    int,
    "Alerts: … if at most this many incidents are still open; these get their own messages",
    ge=0,
    le=10_000,
)
MAX_STORM_MEMBERS = 20
"""Connections that the message lists; it also shows the total."""

StormChanges = tuple[list[Storm], list[Incident]]
"""Storms that are new or changed, and incidents that joined or left one."""


def update_storms(
    storms: Iterable[Storm],
    incidents: Sequence[Incident],
    group: ConnectionGroup,
    thresholds: Thresholds,
    now: datetime,
) -> StormChanges:
    """Start, update, and end the storms of a group.

    `storms` are the open ones. `incidents` are those that are open, belong to one of these storms, or began
    within the storm window.
    """
    update = _StormUpdate(incidents, group, thresholds, now)
    candidates = _candidates(incidents, thresholds, now)
    for storm in storms:
        # After the window, new incidents are a separate event.
        accepts = now - storm.last_joined_at <= thresholds[STORM_WINDOW]
        joining = candidates.pop((storm.family, storm.is_restricted), []) if accepts else []
        update.apply(storm, joining)
    for (family, is_restricted), joining in candidates.items():
        if len(joining) >= thresholds[STORM_SIZE]:
            update.apply(_start_storm(family, joining, group, now, is_restricted=is_restricted), joining)
    return update.changed_storms, update.changed_incidents


def _candidates(
    incidents: Iterable[Incident], thresholds: Thresholds, now: datetime
) -> dict[tuple[str, bool], list[Incident]]:
    """Group the incidents that can join a storm by family and restriction."""
    candidates: dict[tuple[str, bool], list[Incident]] = {}
    for incident in incidents:
        if _can_join(incident, thresholds, now):
            candidates.setdefault((incident.family, incident.is_restricted), []).append(incident)
    return candidates


def _can_join(incident: Incident, thresholds: Thresholds, now: datetime) -> bool:
    """Return whether an incident can join: open ones, and first syncs, which end when they open."""
    is_current = not incident.is_over or incident.condition is Condition.FIRST_SYNC
    return is_current and incident.storm_id is None and now - incident.since <= thresholds[STORM_WINDOW]


def _start_storm(
    family: str, joining: list[Incident], group: ConnectionGroup, now: datetime, *, is_restricted: bool
) -> Storm:
    first = min(joining, key=lambda incident: incident.since)
    return Storm(
        id=f"storm-{first.id}-{now:%d%H%M%S}",  # an incident that left a storm can be the first of another
        group_id=group.id,
        group_name=group.name,
        family=family,
        opened_at=first.since,
        last_joined_at=now,
        is_restricted=is_restricted,
        is_production=group.is_production,
    )


@dataclass
class _StormUpdate:
    """Collects what changes in the storms of a group."""

    incidents: Sequence[Incident]
    group: ConnectionGroup
    thresholds: Thresholds
    now: datetime
    changed_storms: list[Storm] = field(default_factory=list)
    changed_incidents: list[Incident] = field(default_factory=list)

    def apply(self, storm: Storm, joining: Sequence[Incident]) -> None:
        """Add incidents to a storm, recount it, and end it when it has calmed down."""
        joined = [incident.evolve(storm_id=storm.id) for incident in joining]
        members = [incident for incident in self.incidents if incident.storm_id == storm.id] + joined
        latest = storm.evolve(last_joined_at=self.now) if joined else storm
        updated = _recount(latest, members, self.group)
        released: list[Incident] = []
        if self._has_calmed_down(updated):
            updated = updated.evolve(ended_at=self.now)
            released = [_release(incident, updated) for incident in members if not incident.is_over]
        if updated != storm:
            self.changed_storms.append(updated)
        self.changed_incidents.extend(released or joined)

    def _has_calmed_down(self, storm: Storm) -> bool:
        is_quiet = self.now - storm.last_joined_at >= self.thresholds[STORM_QUIET_PERIOD]
        return is_quiet and storm.open_count <= self.thresholds[STORM_MAX_OPEN]


def _recount(storm: Storm, members: Sequence[Incident], group: ConnectionGroup) -> Storm:
    open_incidents = [incident for incident in members if not incident.is_over]
    ordered = sorted(members, key=lambda incident: (incident.is_over, incident.since, incident.name))
    severities = (storm.severity, *(incident.severity for incident in members))
    return storm.evolve(
        group_size=group.connection_count,
        is_production=group.is_production,
        incident_count=len(members),
        open_count=len(open_incidents),
        dropped_count=sum(bool(incident.end_reason) for incident in members),
        most_common_step=_most_common_step(open_incidents or members),
        members=tuple(map(_member, ordered[:MAX_STORM_MEMBERS])),
        severity=max(severities, key=lambda severity: SEVERITY_RANK[severity]),
        connection_ids=tuple(sorted({incident.connection_id for incident in members})),
        service_ids=tuple(sorted({incident.service for incident in members})),
        owner_ids=tuple(sorted({incident.owner for incident in members if incident.owner})),
        owner_names=tuple(sorted({incident.owner_name for incident in open_incidents if incident.owner_name})),
        unowned_count=sum(not incident.owner for incident in open_incidents),
        oldest_data_at=min((one.succeeded_at for one in open_incidents if one.succeeded_at), default=None),
    )


def _release(incident: Incident, storm: Storm) -> Incident:
    """Return an incident that gets its own message. The person who is on the storm is on it, unless another is."""
    alone = incident.evolve(storm_id=None)
    if alone.acknowledged_by or not storm.acknowledged_by:
        return alone
    return alone.evolve(acknowledged_by=storm.acknowledged_by, activity=(*alone.activity, *storm.activity[-1:]))


def _most_common_step(incidents: Sequence[Incident]) -> NextStep | None:
    counts = Counter(find_remediation(incident).step for incident in incidents)
    return counts.most_common(1)[0][0] if counts else None


def _member(incident: Incident) -> StormMember:
    return StormMember(
        incident.name,
        incident.service,
        incident.condition,
        find_remediation(incident).step,
        incident.since,
        incident.ended_at,
        incident.end_reason,
    )
