"""An incident: something about a connection that people have to hear of, from its beginning to its end."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from workflows.incidents.delivery_state import DeliveryState


class Condition(StrEnum):
    """What can be the matter with a connection. The value is how people say it."""

    BROKEN_AUTH = "broken_auth"
    FAILING = "failing"
    DELAYED = "delayed"
    STUCK = "stuck"
    SCHEMA_CHANGE = "schema_change"
    PAUSED_BY_FIVETRAN = "paused_by_fivetran"
    SETUP_INCOMPLETE = "setup_incomplete"
    FLAPPING = "flapping"
    WARNING = "warning"
    FIRST_SYNC = "first_sync"


OUTAGE = "outage"
"""The family of all conditions in which data does not arrive."""

OUTAGE_CONDITIONS = frozenset(
    {
        Condition.BROKEN_AUTH,
        Condition.PAUSED_BY_FIVETRAN,
        Condition.FLAPPING,
        Condition.FAILING,
        Condition.STUCK,
        Condition.DELAYED,
    }
)
"""Conditions in which data does not arrive. A connection has one incident for all of them: it may begin as
late data and turn out to be a broken authorisation."""


class Severity(StrEnum):
    """How much it matters; in the order of `RANK`."""

    NOTICE = "notice"
    WARNING = "warning"
    CRITICAL = "critical"


SEVERITY_RANK: Mapping[Severity, int] = {Severity.NOTICE: 0, Severity.WARNING: 1, Severity.CRITICAL: 2}
UNTIL_RECOVERY = datetime(9999, 1, 1, tzinfo=UTC)
"""A snooze without another end."""


@dataclass(frozen=True)
class ActivityEntry:
    """What somebody did about an incident."""

    user_id: str
    """Slack user id."""
    name: str
    action: str
    """As the end of a sentence that begins with the name."""
    at: datetime


@dataclass(frozen=True)
class Incident(DeliveryState):
    """One row of the truth; the messages in Slack are mirrors that are made to agree with it.

    Times are aware datetimes in UTC. Every change raises `version`.
    """

    id: str
    condition: Condition
    """What is the matter now, or was in the end."""
    severity: Severity
    """The worst that it has been."""
    connection_id: str
    group_id: str
    group_name: str
    service: str
    name: str
    """The destination schema of its connection."""
    reason: str
    """What is wrong, in words for people."""
    opened_at: datetime
    codes: tuple[str, ...] = ()
    """Fivetran's codes of tasks or warnings behind it; they lead to the next step."""
    worsened_at: datetime | None = None
    """When its severity last rose."""
    reopened_at: datetime | None = None
    """When it last came back after it had ended."""
    occurrences: int = 1
    """How often it was so: once more for each time it came back."""
    ended_at: datetime | None = None
    end_reason: str = ""
    """Why it ended, when that is not because everything works again."""
    owner: str | None = None
    """Slack user id of whoever asked for the connection; None when it was not requested through us."""
    owner_name: str = ""
    has_manual_schedule: bool = False
    """Whether something outside Fivetran (Airflow, say) starts its syncs."""
    storm_id: str | None = None
    """Id of the storm whose message tells of it, instead of one of its own."""
    acknowledged_by: str | None = None
    """Slack user id of who pressed *I'm on it*."""
    snoozed_until: datetime | None = None
    snoozed_by: str | None = None
    unsnoozed_at: datetime | None = None
    """When a snooze last ended by itself."""
    reminded_at: datetime | None = None
    """When its thread was last reminded that nobody is on it."""
    activity: tuple[ActivityEntry, ...] = ()
    """What people did about it, oldest first."""
    is_restricted: bool = False
    """Only those may hear of it who may know of the connection."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ended_at is not None

    @property
    def since(self) -> datetime:
        """Since when it has been so, or was so the last time."""
        return self.reopened_at or self.opened_at

    @property
    def family(self) -> str:
        """What it is counted with: all troubles together, every other condition by itself."""
        return condition_family(self.condition)

    def evolve(self, **facts: Any) -> "Incident":
        """The same incident with other facts."""
        return replace(self, **facts)


def condition_family(condition: Condition) -> str:
    """A connection has at most one open incident of each family."""
    return OUTAGE if condition in OUTAGE_CONDITIONS else condition


def make_incident_id(connection_id: str, condition: Condition, opened_at: datetime) -> str:
    """The id of an incident: the same for whoever opens the same one."""
    named = f"{connection_id} {condition} {opened_at.isoformat()}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]
