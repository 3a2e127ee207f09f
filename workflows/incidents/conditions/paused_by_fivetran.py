"""Paused by Fivetran: the connection was paused, and not by a person."""

from datetime import datetime

from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions.rule import (
    Condition,
    ConditionRule,
    Finding,
    Observation,
    Severity,
)
from workflows.incidents.next_step import NextStep, Remediation
from workflows.monitoring.thresholds import Thresholds


def detect_pause(observation: Observation, _thresholds: Thresholds, _now: datetime) -> Finding | None:
    """Detect a pause that `RunHistory.pause_reason` attributes to Fivetran."""
    connection, reason = observation.connection, observation.history.pause_reason
    is_by_fivetran = bool(reason) and not observation.paused_by
    if not connection.paused or not is_by_fivetran or connection.setup_state == "incomplete":
        return None
    return Finding(Condition.PAUSED_BY_FIVETRAN, Severity.CRITICAL, reason, connection.task_codes)


RULE = ConditionRule(
    label="paused by Fivetran",
    detect=detect_pause,
    remediation=Remediation(NextStep.RESUME, "Fix the cause, then resume the connection."),
    actions=(IncidentAction.RUN_TESTS,),
    is_outage=True,
)
