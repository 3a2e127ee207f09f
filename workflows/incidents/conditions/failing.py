"""Failing: runs fail one after the other."""

from datetime import datetime

from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions.rule import (
    Condition,
    ConditionRule,
    Finding,
    Observation,
    Severity,
    should_sync,
    task_message,
)
from workflows.incidents.next_step import NextStep, Remediation
from workflows.monitoring.freshness import sync_interval
from workflows.monitoring.sync_runs import consecutive_failures
from workflows.monitoring.thresholds import Thresholds


def detect_failing(observation: Observation, thresholds: Thresholds, _now: datetime) -> Finding | None:
    """Detect failures in a row; where runs are rare, one failure is enough."""
    connection, failures = observation.connection, consecutive_failures(observation.history.runs)
    interval = sync_interval(connection, observation.history, thresholds)
    is_rare = interval is not None and interval > thresholds.long_interval
    if not should_sync(connection) or failures < (1 if is_rare else thresholds.consecutive_failures):
        return None
    severity = Severity.CRITICAL if failures >= thresholds.critical_failures else Severity.WARNING
    default = f"The last {failures} runs failed." if failures > 1 else "The last run failed."
    return Finding(Condition.FAILING, severity, task_message(connection, default), connection.task_codes)


RULE = ConditionRule(
    label="failing syncs",
    detect=detect_failing,
    remediation=Remediation(
        NextStep.CHECK_ERROR, "Read the error above and run the setup tests. If they pass, select *Sync now*."
    ),
    actions=(IncidentAction.SYNC, IncidentAction.RUN_TESTS, IncidentAction.PAUSE),
    is_outage=True,
)
