"""Broken authorization: the credentials no longer work."""

from datetime import datetime

from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions.rule import Condition, ConditionRule, Finding, Observation, Severity, task_facts
from workflows.incidents.next_step import TESTS_PASS, NextStep, Remediation
from workflows.monitoring.thresholds import Thresholds

RECONNECT = Remediation(NextStep.RECONNECT, "Reconnect it. The owner gets a sign-in link, approvers the Setup tab.")
LOGIN_WORKS = Remediation(
    NextStep.SYNC, f"{TESTS_PASS}, so the login works again. Select *Sync now*: a successful sync ends this."
)


def detect_broken_auth(observation: Observation, _thresholds: Thresholds, _now: datetime) -> Finding | None:
    """Detect a connection that Fivetran reports as broken, or asks to reconnect."""
    connection = observation.connection
    is_broken = connection.setup_state == "broken" or "reconnect" in connection.task_codes
    if connection.paused or not is_broken:
        return None
    return Finding(Condition.BROKEN_AUTH, Severity.CRITICAL, task_facts(connection), connection.task_codes)


RULE = ConditionRule(
    label="broken authorization",
    headline="can't sign in",
    after_tests=LOGIN_WORKS,
    detect=detect_broken_auth,
    remediation=RECONNECT,
    explain=lambda _facts: "Fivetran reports it as broken and gives no reason.",
    actions=(IncidentAction.CONNECT_CARD, IncidentAction.RUN_TESTS, IncidentAction.PAUSE, IncidentAction.SYNC),
    is_outage=True,
)
