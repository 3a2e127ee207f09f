"""Paused by Fivetran: the connection was paused, and not by a person."""

from datetime import datetime

from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions.rule import Condition, ConditionRule, Facts, Finding, Observation, Severity
from workflows.incidents.next_step import TESTS_PASS, NextStep, Remediation
from workflows.monitoring.sync_runs import PauseReason
from workflows.monitoring.thresholds import Thresholds


def detect_pause(observation: Observation, _thresholds: Thresholds, _now: datetime) -> Finding | None:
    """Detect a pause that `RunHistory.pause_reason` attributes to Fivetran."""
    connection, history = observation.connection, observation.history
    is_by_fivetran = history.pause_reason is not None and not observation.paused_by
    if not connection.paused or not is_by_fivetran or connection.setup_state == "incomplete":
        return None
    facts = {"message": history.pause_message, "why": history.pause_reason}
    return Finding(Condition.PAUSED_BY_FIVETRAN, Severity.CRITICAL, facts, connection.task_codes)


def explain_pause(facts: Facts) -> str:
    """Say why Fivetran probably paused it."""
    is_trial = facts["why"] == PauseReason.TRIAL_ENDED
    return "Its trial ended." if is_trial else "It was failing before it was paused."


RULE = ConditionRule(
    label="paused by Fivetran",
    headline="was paused by Fivetran",
    after_tests=Remediation(
        NextStep.RESUME, f"{TESTS_PASS}, so the login works. Select *Resume syncs*: a successful sync ends this."
    ),
    detect=detect_pause,
    remediation=Remediation(NextStep.RESUME, "Fix the cause, then select *Resume syncs*."),
    actions=(IncidentAction.RESUME, IncidentAction.RUN_TESTS),
    explain=explain_pause,
    is_outage=True,
)
