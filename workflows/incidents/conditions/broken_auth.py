"""Broken authorization: the credentials no longer work."""

from datetime import datetime

from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions.rule import Condition, ConditionRule, Finding, Observation, Severity, task_facts
from workflows.incidents.next_step import NextStep, Remediation
from workflows.monitoring.thresholds import Thresholds

RECONNECT = Remediation(NextStep.RECONNECT, "Ask the owner to reconnect it with a Connect Card or on its Setup tab.")


def detect_broken_auth(observation: Observation, _thresholds: Thresholds, _now: datetime) -> Finding | None:
    """Detect a connection that Fivetran reports as broken, or asks to reconnect."""
    connection = observation.connection
    is_broken = connection.setup_state == "broken" or "reconnect" in connection.task_codes
    if connection.paused or not is_broken:
        return None
    return Finding(Condition.BROKEN_AUTH, Severity.CRITICAL, task_facts(connection), connection.task_codes)


RULE = ConditionRule(
    label="broken authorization",
    detect=detect_broken_auth,
    remediation=RECONNECT,
    explain=lambda _facts: "Fivetran reports it as broken and gives no reason.",
    actions=(IncidentAction.CONNECT_CARD, IncidentAction.RUN_TESTS, IncidentAction.PAUSE, IncidentAction.SYNC),
    is_outage=True,
)
