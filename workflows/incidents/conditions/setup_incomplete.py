"""Setup incomplete: a connection that was created but never connected."""

from datetime import datetime

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
)
from workflows.incidents.next_step import NextStep, Remediation
from workflows.monitoring.thresholds import Threshold, Thresholds, days

SETUP_DEADLINE = Threshold(
    "alert_setup_days", 3.0, days, "Alerts: days until an unfinished setup opens an incident", gt=0, le=3_650
)
"""Finding credentials takes a few days."""


def detect_setup_incomplete(observation: Observation, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Detect a setup that is older than the deadline."""
    connection, created_at = observation.connection, observation.connection.created_at
    if created_at is None or connection.setup_state != "incomplete":
        return None
    if now - created_at < thresholds[SETUP_DEADLINE]:
        return None
    facts = {"created_at": iso_time(created_at)}
    return Finding(Condition.SETUP_INCOMPLETE, Severity.NOTICE, facts, connection.task_codes)


def explain_setup_incomplete(facts: Facts) -> str:
    """Say since when it waits."""
    return f"It was created on {fact_time(facts, 'created_at'):%B %-d, %Y}, and has never been connected."


def predict_deadline(observation: Observation, thresholds: Thresholds, now: datetime) -> datetime | None:
    """Return the deadline of an unfinished setup, unless it has passed."""
    created_at = observation.connection.created_at
    if created_at is None or observation.connection.setup_state != "incomplete":
        return None
    deadline = created_at + thresholds[SETUP_DEADLINE]
    return deadline if deadline >= now else None


RULE = ConditionRule(
    label="setup incomplete",
    headline="isn't set up",
    detect=detect_setup_incomplete,
    remediation=Remediation(NextStep.FINISH_SETUP, "Enter the credentials, or delete the connection if it's unused."),
    explain=explain_setup_incomplete,
    actions=(IncidentAction.CONNECT_CARD, IncidentAction.RUN_TESTS),
    storm_phrase="waiting for their setup to be finished",
    next_change=predict_deadline,
    thresholds=(SETUP_DEADLINE,),
)
