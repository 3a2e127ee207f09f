"""Stuck: a rescheduled sync that nothing starts again."""

from datetime import datetime

from workflows.formatting import format_time
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
from workflows.incidents.next_step import NextStep, Remediation
from workflows.monitoring.thresholds import Thresholds


def detect_stuck(observation: Observation, _thresholds: Thresholds, _now: datetime) -> Finding | None:
    """Detect a rescheduled sync of a manual connection.

    Fivetran repeats rescheduled syncs only of connections that it schedules:
    https://fivetran.com/docs/rest-api/tutorials/trigger-syncs-manually
    """
    connection = observation.connection
    is_manual = connection.schedule_type == "manual"
    if not should_sync(connection) or not is_manual or connection.sync_state != "rescheduled":
        return None
    facts = {"until": iso_time(connection.rescheduled_for)}
    return Finding(Condition.STUCK, Severity.WARNING, facts, connection.task_codes)


def explain_stuck(facts: Facts) -> str:
    """Say how long the source wants to be left alone."""
    at = fact_time(facts, "until")
    until = f" until {format_time(at)}" if at else ""
    return f"The source asked Fivetran to wait{until}. Fivetran won't retry a manual connection on its own."


RULE = ConditionRule(
    label="stuck after rescheduling",
    headline="is stuck",
    detect=detect_stuck,
    remediation=Remediation(NextStep.SYNC, "Select *Sync now*, or rerun the Airflow task."),
    actions=(IncidentAction.SYNC,),
    explain=explain_stuck,
    is_outage=True,
)
