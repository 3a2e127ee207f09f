"""Delayed: the last successful sync is older than it should be."""

from datetime import datetime

from workflows.formatting import format_interval, format_time
from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions.rule import (
    Condition,
    ConditionRule,
    Finding,
    Observation,
    Severity,
    should_sync,
)
from workflows.incidents.next_step import NextStep, Remediation
from workflows.monitoring.freshness import is_behind_schedule, overdue_by, sync_interval
from workflows.monitoring.thresholds import Thresholds


def detect_delayed(observation: Observation, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Detect data that is late by the thresholds, or by Fivetran's own report.

    A historical sync explains a delay, unless it loads recent data first.
    """
    connection, history = observation.connection, observation.history
    overdue = overdue_by(connection, history, thresholds, now)
    is_late = overdue is not None or is_behind_schedule(connection)
    is_due = connection.has_synced or history.loads_recent_first
    if not should_sync(connection) or not is_due or not is_late:
        return None
    is_critical = overdue is not None and overdue > thresholds.critically_late_after
    severity = Severity.CRITICAL if is_critical else Severity.WARNING
    reason = f"Last successful sync: {format_time(connection.succeeded_at) if connection.succeeded_at else 'never'}."
    interval = sync_interval(connection, history, thresholds)
    if overdue is None:
        reason += " Fivetran reports that it's behind schedule."
    elif interval:
        reason += f" Syncs usually run every {format_interval(interval)}."
    return Finding(Condition.DELAYED, severity, reason, connection.task_codes)


RULE = ConditionRule(
    label="late data",
    detect=detect_delayed,
    remediation=Remediation(NextStep.SYNC, "Select *Sync now*. If it's often late, check its schedule and its source."),
    actions=(IncidentAction.SYNC, IncidentAction.RUN_TESTS),
    is_outage=True,
)
