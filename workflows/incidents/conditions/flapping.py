"""Flapping: runs alternate between success and failure."""

from datetime import datetime

from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions import failing
from workflows.incidents.conditions.rule import (
    Condition,
    ConditionRule,
    Facts,
    Finding,
    Observation,
    Severity,
    should_sync,
)
from workflows.incidents.next_step import TESTS_PASS, NextStep, Remediation
from workflows.monitoring.sync_runs import (
    MAX_REMEMBERED_RUNS,
    consecutive_failures,
    count_outcome_changes,
    runs_since_recovery,
)
from workflows.monitoring.thresholds import Threshold, Thresholds

FLAPPING_CHANGES = Threshold(
    "alert_flapping_changes",
    5,
    int,
    "Alerts: changes between success and failure that count as failing intermittently …",
    ge=2,
    le=MAX_REMEMBERED_RUNS - 1,
)
"""A third failure. Two isolated failures can be chance."""
FLAPPING_RUNS = Threshold(
    "alert_flapping_runs", 12, int, "Alerts: … within this many of the last runs", ge=3, le=MAX_REMEMBERED_RUNS
)
"""Three days at a six-hour interval. The 21 checks that are common in monitoring would take five days."""
RECOVERY_RUNS = Threshold(
    "alert_clean_runs",
    3,
    int,
    "Alerts: consecutive successful runs that end intermittent failures",
    ge=1,
    le=MAX_REMEMBERED_RUNS,
)


def detect_flapping(observation: Observation, thresholds: Thresholds, _now: datetime) -> Finding | None:
    """Detect alternating runs. A long streak of failures counts as failing instead."""
    connection, runs = observation.connection, observation.history.runs
    recent = runs_since_recovery(runs, thresholds[RECOVERY_RUNS])[-thresholds[FLAPPING_RUNS] :]
    only_fails = consecutive_failures(runs) >= thresholds[failing.CRITICAL_FAILURES]
    has_changes = count_outcome_changes(recent) >= thresholds[FLAPPING_CHANGES]
    if only_fails or not should_sync(connection) or not has_changes:
        return None
    failed = sum(not run.succeeded for run in recent)
    facts = {"failed": failed, "runs": len(recent)}
    return Finding(Condition.FLAPPING, Severity.WARNING, facts, connection.task_codes)


def explain_flapping(facts: Facts) -> str:
    """Say how many runs failed."""
    return f"{facts['failed']} of the last {facts['runs']} runs failed, with successful runs in between."


RULE = ConditionRule(
    label="failing intermittently",
    headline="fails on and off",
    after_tests=Remediation(
        NextStep.CHECK_LOGS,
        f"{TESTS_PASS}, so the login isn't the cause. Check its logs: the source is often overloaded.",
    ),
    detect=detect_flapping,
    remediation=Remediation(
        NextStep.CHECK_LOGS, "Check its logs for what the failures have in common. The source is often overloaded."
    ),
    actions=(IncidentAction.RUN_TESTS, IncidentAction.PAUSE),
    explain=explain_flapping,
    is_outage=True,
    thresholds=(*failing.RULE.thresholds, FLAPPING_CHANGES, FLAPPING_RUNS, RECOVERY_RUNS),
)
