"""Many incidents of one group at once are one thing to people, and one message: a storm."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from workflows.incidents.delivery_state import DeliveryState
from workflows.incidents.model import SEVERITY_RANK, Condition, Incident, Severity
from workflows.incidents.remediation import remediation_label
from workflows.monitoring.thresholds import Thresholds

MAX_STORM_MEMBERS = 20
"""Connections that the message names; it also says how many more there are."""


@dataclass(frozen=True)
class StormMember:
    """A connection in a storm, as its message lists it."""

    name: str
    service: str
    condition: Condition
    next_step: str
    """The next step in one or two words, or the condition."""
    since: datetime
    ended_at: datetime | None = None
    end_reason: str = ""
    """Why it ended, when that is not because everything works again."""


@dataclass(frozen=True)
class Storm(DeliveryState):
    """Incidents of one group and family that are told together. Times are aware datetimes in UTC."""

    id: str
    group_id: str
    group_name: str
    family: str
    opened_at: datetime
    """When its first incident began."""
    last_joined_at: datetime
    """When the last incident joined."""
    group_size: int = 0
    """How many connections the group has."""
    incident_count: int = 0
    """How many incidents belong to it, open and ended."""
    open_count: int = 0
    """How many of them are open."""
    dropped_count: int = 0
    """How many of them ended, but not because everything works again: paused or deleted ones."""
    most_common_step: str = ""
    """What most of those that are open (or were) need, in one or two words."""
    members: tuple[StormMember, ...] = ()
    """The first of them: those that are open before those that ended."""
    severity: Severity = Severity.NOTICE
    """The worst that any of them has been."""
    ended_at: datetime | None = None
    is_restricted: bool = False
    connection_ids: tuple[str, ...] = ()
    """Of everything that was hit; with `services` and `owners`, it decides which subscribers hear of it."""
    service_ids: tuple[str, ...] = ()
    owner_ids: tuple[str, ...] = ()
    """Slack user ids of those who asked for what was hit."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ended_at is not None

    def evolve(self, **facts: Any) -> "Storm":
        """The same storm with other facts."""
        return replace(self, **facts)


@dataclass(frozen=True)
class ConnectionGroup:
    """The group of connections that a round looks at."""

    id: str
    name: str
    connection_count: int


StormChanges = tuple[list[Storm], list[Incident]]
"""Storms that are new or changed, and incidents that joined one or were let go."""


def update_storms(
    storms: Iterable[Storm],
    incidents: Sequence[Incident],
    group: ConnectionGroup,
    thresholds: Thresholds,
    now: datetime,
) -> StormChanges:
    """What the incidents of a group mean for its storms.

    `storms` are those that are open; `incidents` are all that are open, that belong to one of these storms,
    or that began within the window.
    """
    loose: dict[tuple[str, bool], list[Incident]] = {}
    for incident in incidents:
        if _can_join(incident, thresholds, now):
            loose.setdefault((incident.family, incident.is_restricted), []).append(incident)
    changed: StormChanges = ([], [])
    for storm in storms:
        gathers = (
            now - storm.last_joined_at <= thresholds.storm_window
        )  # later ones are news, and not part of this
        joining = loose.pop((storm.family, storm.is_restricted), []) if gathers else []
        _update_storm(storm, joining, incidents, group, thresholds, now, changed)
    for key, joining in loose.items():
        if begun := _start_storm(key, joining, group, thresholds, now):
            _update_storm(begun, joining, incidents, group, thresholds, now, changed)
    return changed


def _can_join(incident: Incident, rules: Thresholds, now: datetime) -> bool:
    """Whether a storm may still take it: what is over has been told; only first syncs end as they begin."""
    is_on = not incident.is_over or incident.condition is Condition.FIRST_SYNC
    return is_on and incident.storm_id is None and now - incident.since <= rules.storm_window


def _start_storm(
    key: tuple[str, bool], joining: list[Incident], group: ConnectionGroup, rules: Thresholds, now: datetime
) -> Storm | None:
    if len(joining) < rules.storm_size:
        return None
    first = min(joining, key=lambda incident: incident.since)
    return Storm(
        id=f"storm-{first.id}-{now:%d%H%M%S}",  # what a storm let go may be the first of another one
        group_id=group.id,
        group_name=group.name,
        family=key[0],
        opened_at=first.since,
        last_joined_at=now,
        is_restricted=key[1],
    )


def _update_storm(
    storm: Storm,
    joining: list[Incident],
    incidents: Sequence[Incident],
    group: ConnectionGroup,
    rules: Thresholds,
    now: datetime,
    changed: StormChanges,
) -> None:
    """Let incidents join, count, and end the storm when it is calm again."""
    joined = [incident.evolve(storm_id=storm.id) for incident in joining]
    mine = [incident for incident in incidents if incident.storm_id == storm.id] + joined
    followed = _recount(storm.evolve(last_joined_at=now) if joined else storm, mine, group)
    left = [incident for incident in mine if not incident.is_over]
    calm = now - followed.last_joined_at >= rules.storm_quiet_period
    released: list[Incident] = []
    if calm and len(left) <= rules.storm_max_open:
        followed = followed.evolve(ended_at=now)
        released = [incident.evolve(storm_id=None) for incident in left]
    if followed != storm:
        changed[0].append(followed)
    if followed.incident_count and (joined or released):
        changed[1].extend(released or joined)


def _recount(storm: Storm, mine: Sequence[Incident], group: ConnectionGroup) -> Storm:
    left = [incident for incident in mine if not incident.is_over]
    ordered = sorted(mine, key=lambda incident: (incident.is_over, incident.since, incident.name))
    most = Counter(remediation_label(incident) for incident in left or mine).most_common(1)
    worst = max((storm.severity, *(one.severity for one in mine)), key=lambda one: SEVERITY_RANK[one])
    return storm.evolve(
        group_size=group.connection_count,
        incident_count=len(mine),
        open_count=len(left),
        dropped_count=sum(bool(incident.end_reason) for incident in mine),
        most_common_step=most[0][0] if most else "",
        members=tuple(map(_member, ordered[:MAX_STORM_MEMBERS])),
        severity=worst,
        connection_ids=tuple(sorted({one.connection_id for one in mine})),
        service_ids=tuple(sorted({one.service for one in mine})),
        owner_ids=tuple(sorted({one.owner for one in mine if one.owner})),
    )


def _member(incident: Incident) -> StormMember:
    return StormMember(
        incident.name,
        incident.service,
        incident.condition,
        remediation_label(incident),
        incident.since,
        incident.ended_at,
        incident.end_reason,
    )
