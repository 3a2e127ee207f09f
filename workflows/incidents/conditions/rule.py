"""The parts that every condition consists of."""

from collections.abc import Callable
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


@dataclass(frozen=True)
class Finding:
    """A condition that a connection meets."""

    condition: Condition
    severity: Severity
    reason: str
    codes: tuple[str, ...] = ()


Detector = Callable[[Observation, Thresholds, datetime], Finding | None]
ChangePredictor = Callable[[Observation, Thresholds, datetime], datetime | None]


@dataclass(frozen=True, kw_only=True)
class ConditionRule:
    """The definition of a condition: how to detect it, and what to show and offer for it."""

    label: str
    """The condition in words, as it ends a headline."""
    detect: Detector
    remediation: Remediation
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


def task_message(connection: Connection, default: str) -> str:
    """Return the message of Fivetran's first task, or the default."""
    return connection.tasks[0] if connection.tasks else default
