"""Storms: many incidents of one group at once, in one message."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from workflows.incidents.delivery_state import DeliveryState
from workflows.incidents.model import ActivityEntry, Condition, EndReason, Severity
from workflows.incidents.next_step import NextStep


@dataclass(frozen=True)
class StormMember:
    """A connection in a storm, as the message lists it."""

    name: str
    service: str
    condition: Condition
    next_step: NextStep
    since: datetime
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    """None while it is open, and when the connection recovered."""


@dataclass(frozen=True)
class Storm(DeliveryState):
    """Incidents of one group and family with a shared message. Times are aware datetimes in UTC."""

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
    """How many of them ended without recovery: paused or deleted connections."""
    most_common_step: NextStep | None = None
    """The most common next step of the open incidents."""
    members: tuple[StormMember, ...] = ()
    """The first incidents, open ones before ended ones."""
    severity: Severity = Severity.NOTICE
    """The highest severity that any incident has had."""
    ended_at: datetime | None = None
    is_restricted: bool = False
    is_production: bool = False
    """Whether the group is the production group."""
    connection_ids: tuple[str, ...] = ()
    """All affected connections; with services and owners, they decide which subscribers are notified."""
    service_ids: tuple[str, ...] = ()
    owner_ids: tuple[str, ...] = ()
    """Slack ids of the owners."""
    owner_names: tuple[str, ...] = ()
    """Names of the owners of the open incidents."""
    unowned_count: int = 0
    """How many of the open incidents are of connections without an owner."""
    oldest_data_at: datetime | None = None
    """The oldest last success of the connections that deliver nothing now; None for other families, and without one."""
    acknowledged_by: str | None = None
    """Slack user id of the person who acknowledged it."""
    activity: tuple[ActivityEntry, ...] = ()
    """Actions that people took, oldest first."""

    @property
    def is_over(self) -> bool:
        """Return whether it has ended."""
        return self.ended_at is not None

    def evolve(self, **facts: Any) -> "Storm":
        """Return a copy with changed fields."""
        return replace(self, **facts)


@dataclass(frozen=True)
class ConnectionGroup:
    """The group of connections that a poll reads."""

    id: str
    name: str
    connection_count: int
    is_production: bool = False
