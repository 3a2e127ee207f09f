"""Incidents: problems and events of a connection, from their beginning to their end."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions import condition_family, explain
from workflows.incidents.conditions.rule import Condition as Condition
from workflows.incidents.conditions.rule import Facts
from workflows.incidents.conditions.rule import Severity as Severity
from workflows.incidents.delivery_state import DeliveryState
from workflows.incidents.next_step import VendorAdvice

SEVERITY_RANK: Mapping[Severity, int] = {Severity.NOTICE: 0, Severity.WARNING: 1, Severity.CRITICAL: 2}
UNTIL_RECOVERY = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of a snooze that lasts until recovery."""


class EndReason(StrEnum):
    """Why an incident ended although its connection didn't recover."""

    PAUSED = "paused"
    DELETED = "deleted"


@dataclass(frozen=True)
class ActivityEntry:
    """An action that a person took on an incident."""

    user_id: str
    """Slack user id."""
    name: str
    action: IncidentAction
    at: datetime
    failed_tests: tuple[str, ...] = ()
    """Messages of the setup tests that failed, if the action ran them."""


@dataclass(frozen=True)
class Incident(DeliveryState):
    """The state of an incident; its Slack messages are synced with it.

    Times are aware datetimes in UTC. Every change raises `version`.
    """

    id: str
    condition: Condition
    """The current condition, or the last one."""
    severity: Severity
    """The highest severity so far."""
    connection_id: str
    group_id: str
    group_name: str
    service: str
    name: str
    """The destination schema of its connection."""
    facts: Facts
    """What is wrong; `reason` says it."""
    opened_at: datetime
    codes: tuple[str, ...] = ()
    """Fivetran's task or warning codes; they decide the next step."""
    worsened_at: datetime | None = None
    """When its severity last rose."""
    reopened_at: datetime | None = None
    """When it last reopened."""
    occurrences: int = 1
    """1 plus the number of times it reopened."""
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    """None while it is open, and when the connection recovered."""
    owner: str | None = None
    """Slack id of the connection's owner, a person or a user group; None without one."""
    owner_name: str = ""
    has_manual_schedule: bool = False
    """Whether a system outside Fivetran, usually Airflow, starts its syncs."""
    is_production: bool = False
    """Whether its connection is in the production group."""
    succeeded_at: datetime | None = None
    """The last success of a connection that delivers nothing now; None for other conditions, and without a success."""
    is_paused: bool = False
    """Whether a person paused its connection, which ends it."""
    advice: VendorAdvice | None = None
    """What Fivetran says about its condition; None if it isn't known."""
    request_edits: int = 0
    """How often the request of its connection was edited: an open incident's message shows who uses the data."""
    storm_id: str | None = None
    """Id of the storm whose message covers it."""
    acknowledged_by: str | None = None
    """Slack user id of the person who acknowledged it."""
    snoozed_until: datetime | None = None
    snoozed_by: str | None = None
    unsnoozed_at: datetime | None = None
    """When a snooze last expired."""
    reminded_at: datetime | None = None
    """When the last reminder was due in its thread."""
    activity: tuple[ActivityEntry, ...] = ()
    """Actions that people took, oldest first."""
    is_restricted: bool = False
    """Whether only people who can view the connection are notified."""
    is_restricted_late: bool = False
    """Whether it became restricted after it ended. Then its messages are hidden, and no new ones are posted."""

    @property
    def is_over(self) -> bool:
        """Return whether it has ended."""
        return self.ended_at is not None

    @property
    def reason(self) -> str:
        """Return what is wrong, as shown in Slack."""
        return explain(self.condition, self.facts)

    @property
    def cause(self) -> str:
        """Return what is wrong, without how stale the data is. Fivetran's summary comes first."""
        if self.advice and self.advice.reason:
            return self.advice.reason
        return explain(self.condition, {name: fact for name, fact in self.facts.items() if name != "succeeded_at"})

    @property
    def since(self) -> datetime:
        """Return when it opened or last reopened."""
        return self.reopened_at or self.opened_at

    @property
    def family(self) -> str:
        """Return the family of its condition."""
        return condition_family(self.condition)

    @property
    def has_passed_tests(self) -> bool:
        """Return whether the last setup tests that a person ran since it opened have passed."""
        runs = [one for one in self.activity if one.action is IncidentAction.RUN_TESTS and one.at >= self.since]
        return bool(runs) and not runs[-1].failed_tests

    def evolve(self, **facts: Any) -> "Incident":
        """Return a copy with changed fields; itself if none differs, as in nearly all polls of an open incident."""
        is_same = all(getattr(self, name) == fact for name, fact in facts.items())
        return self if is_same else replace(self, **facts)


def make_incident_id(connection_id: str, condition: Condition, opened_at: datetime) -> str:
    """Return a deterministic id, so that opening an incident can be repeated."""
    key = f"{connection_id} {condition} {opened_at.isoformat()}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]
