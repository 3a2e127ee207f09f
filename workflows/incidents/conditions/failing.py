"""Failing: runs fail one after the other."""

from datetime import datetime

from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions.rule import (
    Condition,
    ConditionRule,
    Facts,
    Finding,
    Observation,
    Severity,
    should_sync,
    task_facts,
)
from workflows.incidents.next_step import TESTS_PASS, NextStep, Remediation
from workflows.monitoring.freshness import sync_interval
from workflows.monitoring.sync_runs import MAX_REMEMBERED_RUNS, consecutive_failures
from workflows.monitoring.thresholds import HOURS_PER_YEAR, Threshold, Thresholds, hours

CONSECUTIVE_FAILURES = Threshold(
    "alert_failures", 2, int, "Alerts: consecutive failed runs that open an incident", ge=1, le=MAX_REMEMBERED_RUNS
)
"""After a single failure, the next run usually succeeds."""
LONG_INTERVAL = Threshold(
    "alert_long_interval_hours",
    6.0,
    hours,
    "Alerts: hours between syncs above which one failed run is enough",
    gt=0,
    le=HOURS_PER_YEAR,
    former_setting="alert_far_hours",
)
"""If the next run is further away than this, a second failure comes too late."""
CRITICAL_FAILURES = Threshold(
    "alert_critical_failures",
    5,
    int,
    "Alerts: consecutive failed runs that make an incident critical",
    ge=1,
    le=MAX_REMEMBERED_RUNS,
)
"""By then, retries are unlikely to help."""


def detect_failing(observation: Observation, thresholds: Thresholds, _now: datetime) -> Finding | None:
    """Detect failures in a row; where runs are rare, one failure is enough."""
    connection, failures = observation.connection, consecutive_failures(observation.history.runs)
    interval = sync_interval(connection, observation.history, thresholds)
    is_rare = interval is not None and interval > thresholds[LONG_INTERVAL]
    if not should_sync(connection) or failures < (1 if is_rare else thresholds[CONSECUTIVE_FAILURES]):
        return None
    severity = Severity.CRITICAL if failures >= thresholds[CRITICAL_FAILURES] else Severity.WARNING
    return Finding(Condition.FAILING, severity, task_facts(connection, failures=failures), connection.task_codes)


def explain_failing(facts: Facts) -> str:
    """Say how many runs failed."""
    return "The last run failed." if facts["failures"] == 1 else f"The last {facts['failures']} runs failed."


RULE = ConditionRule(
    label="failing syncs",
    headline="can't sync",
    after_tests=Remediation(
        NextStep.SYNC, f"{TESTS_PASS}, so the login isn't the cause. Select *Sync now*, or check its logs."
    ),
    detect=detect_failing,
    remediation=Remediation(
        NextStep.CHECK_ERROR, "Run the setup tests. They show whether the login or the source is the cause."
    ),
    actions=(IncidentAction.SYNC, IncidentAction.RUN_TESTS, IncidentAction.PAUSE),
    explain=explain_failing,
    is_outage=True,
    thresholds=(CONSECUTIVE_FAILURES, LONG_INTERVAL, CRITICAL_FAILURES),
)
