"""Flapping: runs alternate between success and failure."""

from datetime import datetime

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
from workflows.monitoring.sync_runs import (
    consecutive_failures,
    count_outcome_changes,
    runs_since_recovery,
)
from workflows.monitoring.thresholds import Thresholds


def detect_flapping(observation: Observation, thresholds: Thresholds, _now: datetime) -> Finding | None:
    """Detect alternating runs. A long streak of failures counts as failing instead."""
    connection, runs = observation.connection, observation.history.runs
    recent = runs_since_recovery(runs, thresholds.recovery_runs)[-thresholds.flapping_runs :]
    only_fails = consecutive_failures(runs) >= thresholds.critical_failures
    has_changes = count_outcome_changes(recent) >= thresholds.flapping_changes
    if only_fails or not should_sync(connection) or not has_changes:
        return None
    failed = sum(not run.succeeded for run in recent)
    reason = f"{failed} of the last {len(recent)} runs failed, with successful runs in between."
    return Finding(Condition.FLAPPING, Severity.WARNING, reason, connection.task_codes)


RULE = ConditionRule(
    label="failing intermittently",
    detect=detect_flapping,
    remediation=Remediation(
        NextStep.CHECK_LOGS, "Check its logs for what the failures have in common. The source is often overloaded."
    ),
    actions=(IncidentAction.RUN_TESTS, IncidentAction.PAUSE),
    is_outage=True,
)
