"""Many incidents of one group at once are one thing to people, and one message: a storm."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from workflows.incidents.delivery_state import Mirrored
from workflows.incidents.model import RANK, Condition, Incident, Severity
from workflows.incidents.remediation import label
from workflows.monitoring.thresholds import Rules

LISTED = 20
"""Connections that the message names; it also says how many more there are."""


@dataclass(frozen=True)
class Member:
    """A connection in a storm, as its message lists it."""

    name: str
    service: str
    condition: Condition
    label: str
    """The next step in one or two words, or the condition."""
    since: datetime
    ended_at: datetime | None = None
    ending: str = ""
    """Why it ended, when that is not because everything works again."""


@dataclass(frozen=True)
class Storm(Mirrored):
    """Incidents of one group and family that are told together. Times are aware datetimes in UTC."""

    id: str
    group_id: str
    group_name: str
    family: str
    opened_at: datetime
    """When its first incident began."""
    joined_at: datetime
    """When the last incident joined."""
    connections: int = 0
    """How many connections the group has."""
    hit: int = 0
    """How many incidents belong to it, open and ended."""
    open: int = 0
    """How many of them are open."""
    dropped: int = 0
    """How many of them ended, but not because everything works again: paused or deleted ones."""
    most: str = ""
    """What most of those that are open (or were) need, in one or two words."""
    members: tuple[Member, ...] = ()
    """The first of them: those that are open before those that ended."""
    severity: Severity = Severity.NOTICE
    """The worst that any of them has been."""
    ended_at: datetime | None = None
    is_sensitive: bool = False
    connection_ids: tuple[str, ...] = ()
    """Of everything that was hit; with `services` and `owners`, it decides which subscribers hear of it."""
    services: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    """Slack user ids of those who asked for what was hit."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ended_at is not None

    def but(self, **facts: Any) -> "Storm":
        """The same storm with other facts."""
        return replace(self, **facts)


@dataclass(frozen=True)
class Group:
    """The group of connections that a round looks at."""

    id: str
    name: str
    connections: int


Gathered = tuple[list[Storm], list[Incident]]
"""Storms that are new or changed, and incidents that joined one or were let go."""


def gather(
    storms: Iterable[Storm], incidents: Sequence[Incident], group: Group, rules: Rules, now: datetime
) -> Gathered:
    """What the incidents of a group mean for its storms.

    `storms` are those that are open; `incidents` are all that are open, that belong to one of these storms,
    or that began within the window.
    """
    loose: dict[tuple[str, bool], list[Incident]] = {}
    for incident in incidents:
        if _is_loose(incident, rules, now):
            loose.setdefault((incident.family, incident.is_sensitive), []).append(incident)
    changed: Gathered = ([], [])
    for storm in storms:
        gathers = now - storm.joined_at <= rules.storm_window  # later ones are news, and not part of this
        joining = loose.pop((storm.family, storm.is_sensitive), []) if gathers else []
        _follow(storm, joining, incidents, group, rules, now, changed)
    for key, joining in loose.items():
        if begun := _begun(key, joining, group, rules, now):
            _follow(begun, joining, incidents, group, rules, now, changed)
    return changed


def _is_loose(incident: Incident, rules: Rules, now: datetime) -> bool:
    """Whether a storm may still take it: what is over has been told; only first syncs end as they begin."""
    is_on = not incident.is_over or incident.condition is Condition.FIRST_SYNC
    return is_on and incident.storm is None and now - incident.since <= rules.storm_window


def _begun(
    key: tuple[str, bool], joining: list[Incident], group: Group, rules: Rules, now: datetime
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
        joined_at=now,
        is_sensitive=key[1],
    )


def _follow(
    storm: Storm,
    joining: list[Incident],
    incidents: Sequence[Incident],
    group: Group,
    rules: Rules,
    now: datetime,
    changed: Gathered,
) -> None:
    """Let incidents join, count, and end the storm when it is calm again."""
    joined = [incident.but(storm=storm.id) for incident in joining]
    mine = [incident for incident in incidents if incident.storm == storm.id] + joined
    followed = _counted(storm.but(joined_at=now) if joined else storm, mine, group)
    left = [incident for incident in mine if not incident.is_over]
    calm = now - followed.joined_at >= rules.storm_calm
    released: list[Incident] = []
    if calm and len(left) <= rules.storm_leftovers:
        followed = followed.but(ended_at=now)
        released = [incident.but(storm=None) for incident in left]
    if followed != storm:
        changed[0].append(followed)
    if followed.hit and (joined or released):
        changed[1].extend(released or joined)


def _counted(storm: Storm, mine: Sequence[Incident], group: Group) -> Storm:
    left = [incident for incident in mine if not incident.is_over]
    ordered = sorted(mine, key=lambda incident: (incident.is_over, incident.since, incident.name))
    most = Counter(label(incident) for incident in left or mine).most_common(1)
    worst = max((storm.severity, *(one.severity for one in mine)), key=lambda one: RANK[one])
    return storm.but(
        connections=group.connections,
        hit=len(mine),
        open=len(left),
        dropped=sum(bool(incident.ending) for incident in mine),
        most=most[0][0] if most else "",
        members=tuple(map(_member, ordered[:LISTED])),
        severity=worst,
        connection_ids=tuple(sorted({one.connection_id for one in mine})),
        services=tuple(sorted({one.service for one in mine})),
        owners=tuple(sorted({one.owner for one in mine if one.owner})),
    )


def _member(incident: Incident) -> Member:
    return Member(
        incident.name,
        incident.service,
        incident.condition,
        label(incident),
        incident.since,
        incident.ended_at,
        incident.ending,
    )
