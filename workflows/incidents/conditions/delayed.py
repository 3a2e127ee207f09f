"""Delayed: the last successful sync is older than it should be."""

from datetime import datetime, timedelta

from workflows.formatting import format_interval, format_time
from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions.rule import (
    Condition,
    ConditionRule,
    Facts,
    Finding,
    Observation,
    Severity,
    fact_time,
    iso_time,
    should_sync,
)
from workflows.incidents.next_step import TESTS_PASS, NextStep, Remediation
from workflows.monitoring.freshness import (
    EXPECTED_BY,
    LATENESS_THRESHOLDS,
    is_behind_schedule,
    lateness_begins,
    overdue_by,
    sync_interval,
)
from workflows.monitoring.thresholds import HOURS_PER_YEAR, Threshold, Thresholds, hours

CRITICALLY_LATE_AFTER = Threshold(
    "alert_critical_late_hours",
    24.0,
    hours,
    "Alerts: hours of delay that make late data critical",
    gt=0,
    le=HOURS_PER_YEAR,
)
"""A whole day's data is missing."""


def detect_delayed(observation: Observation, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Detect data that is late by the thresholds, or by Fivetran's own report.

    A historical sync explains a delay, unless it loads recent data first.
    """
    connection, history = observation.connection, observation.history
    overdue = overdue_by(connection, history, thresholds, now)
    is_late = overdue is not None or is_behind_schedule(connection)
    if not _has_to_deliver(observation) or not is_late:
        return None
    is_critical = overdue is not None and overdue > thresholds[CRITICALLY_LATE_AFTER]
    severity = Severity.CRITICAL if is_critical else Severity.WARNING
    interval = sync_interval(connection, history, thresholds) if overdue else None
    facts = {
        "succeeded_at": iso_time(connection.succeeded_at),
        "is_overdue": overdue is not None,
        "interval_seconds": int(interval.total_seconds()) if interval else None,
    }
    return Finding(Condition.DELAYED, severity, facts, connection.task_codes)


def explain_delayed(facts: Facts) -> str:
    """Say when data last arrived, unless the facts leave it out, and how often it should."""
    at, interval = fact_time(facts, "succeeded_at"), facts["interval_seconds"]
    said = [f"Last successful sync: {format_time(at) if at else 'never'}."] if "succeeded_at" in facts else []
    if not facts["is_overdue"]:
        said.append("Fivetran reports that it's behind schedule.")
    elif interval:
        said.append(f"Syncs usually run every {format_interval(timedelta(seconds=int(interval)))}.")
    return " ".join(said)


def _has_to_deliver(observation: Observation) -> bool:
    """Return whether new data should arrive."""
    is_loaded = observation.connection.has_synced or observation.history.loads_recent_first
    return should_sync(observation.connection) and is_loaded


def predict_delay(observation: Observation, thresholds: Thresholds, now: datetime) -> datetime | None:
    """Return when data next becomes late, or critically late, if no sync succeeds before."""
    if not _has_to_deliver(observation):
        return None
    begins = lateness_begins(observation.connection, observation.history, thresholds, now)
    moments = [at for begin in begins for at in (begin, begin + thresholds[CRITICALLY_LATE_AFTER])]
    return min((at for at in moments if at >= now), default=None)


RULE = ConditionRule(
    label="late data",
    headline="is late",
    after_tests=Remediation(
        NextStep.SYNC, f"{TESTS_PASS}, so the login isn't the cause. Select *Sync now*, or check its schedule."
    ),
    detect=detect_delayed,
    remediation=Remediation(NextStep.SYNC, "Select *Sync now*. If it's often late, check its schedule and its source."),
    actions=(IncidentAction.SYNC, IncidentAction.RUN_TESTS),
    explain=explain_delayed,
    is_outage=True,
    next_change=predict_delay,
    thresholds=(*LATENESS_THRESHOLDS, CRITICALLY_LATE_AFTER, EXPECTED_BY),
)
