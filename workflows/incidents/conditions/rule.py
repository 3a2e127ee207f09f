"""The parts that every condition consists of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from workflows.connections.model import Connection
from workflows.incidents.actions import IncidentAction
from workflows.incidents.next_step import Remediation
from workflows.monitoring.sync_runs import RunHistory
from workflows.monitoring.thresholds import Threshold, Thresholds


class Condition(StrEnum):
    """A problem or an event of a connection, most severe first.

    The value is stored, and names the module in this package that defines the condition.
    """

    BROKEN_AUTH = "broken_auth"
    PAUSED_BY_FIVETRAN = "paused_by_fivetran"
    FLAPPING = "flapping"
    FAILING = "failing"
    STUCK = "stuck"
    DELAYED = "delayed"
    SCHEMA_CHANGE = "schema_change"
    SETUP_INCOMPLETE = "setup_incomplete"
    WARNING = "warning"
    FIRST_SYNC = "first_sync"


class Severity(StrEnum):
    """How urgent an incident is; `SEVERITY_RANK` orders the values."""

    NOTICE = "notice"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True)
class Observation:
    """A connection as polled, with its earlier state."""

    connection: Connection
    history: RunHistory
    previous: Connection | None = None
    """The connection at the previous poll; None at the first poll."""
    paused_by: str | None = None
    """Slack user id of the person who paused the connection through the bot."""


Facts = Mapping[str, str | int | bool | None]
"""What a finding is based on, stored as JSON; times are in ISO format. `message` has Fivetran's own words."""


@dataclass(frozen=True)
class Finding:
    """A condition that a connection meets."""

    condition: Condition
    severity: Severity
    facts: Facts
    codes: tuple[str, ...] = ()


Detector = Callable[[Observation, Thresholds, datetime], Finding | None]
ChangePredictor = Callable[[Observation, Thresholds, datetime], datetime | None]


@dataclass(frozen=True, kw_only=True)
class ConditionRule:
    """The definition of a condition: how to detect it, and what to show and offer for it."""

    label: str
    """The condition in words, as a noun: “late data”."""
    detect: Detector
    remediation: Remediation
    headline: str = ""
    """The condition in words, as it follows the name of the connection: “is late”. Empty: “has” and the label."""
    after_tests: Remediation | None = None
    """The next step once the setup tests pass although the incident is open; it says what that means."""
    explain: Callable[[Facts], str] = lambda _facts: ""
    """Says what is wrong in a sentence, unless Fivetran's own message does."""
    actions: tuple[IncidentAction, ...] = ()
    """Buttons under its message, besides acknowledging and snoozing."""
    is_outage: bool = False
    """Whether data stops arriving. A connection has one incident for all outage conditions."""
    is_harmless: bool = False
    """Whether the connection works regardless. Digests don't count these as problems."""
    storm_phrase: str = "failing"
    """Completes “5 connections are …”."""
    next_change: ChangePredictor | None = None
    """The first moment, now or later, at which time alone can change what `detect` returns; None if none ever does.

    A connection that doesn't change is judged only then.
    """
    thresholds: tuple[Threshold[Any], ...] = ()
    """The thresholds that decide whether a connection meets it. Each becomes a setting, in this order."""


def should_sync(connection: Connection) -> bool:
    """Return whether the connection is set up and running."""
    return connection.is_connected and not connection.paused


def task_facts(connection: Connection, **otherwise: int) -> Facts:
    """Return the message of Fivetran's first task, or other facts."""
    return {"message": connection.tasks[0]} if connection.tasks else otherwise


def iso_time(at: datetime | None) -> str | None:
    """Return a time as a fact."""
    return at.isoformat() if at else None


def fact_time(facts: Facts, name: str) -> datetime | None:
    """Return the time that a fact is."""
    return datetime.fromisoformat(str(facts[name])) if facts.get(name) else None
