"""Setup incomplete: a connection that was created but never connected."""

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
    reason = f"It was created on {created_at:%B %-d, %Y}, and has never been connected."
    return Finding(Condition.SETUP_INCOMPLETE, Severity.NOTICE, reason, connection.task_codes)


def predict_deadline(observation: Observation, thresholds: Thresholds, now: datetime) -> datetime | None:
    """Return the deadline of an unfinished setup, unless it has passed."""
    created_at = observation.connection.created_at
    if created_at is None or observation.connection.setup_state != "incomplete":
        return None
    deadline = created_at + thresholds[SETUP_DEADLINE]
    return deadline if deadline >= now else None


RULE = ConditionRule(
    label="setup incomplete",
    detect=detect_setup_incomplete,
    remediation=Remediation(
        NextStep.FINISH_SETUP, "Ask the owner to enter the credentials, or delete the connection if it's unused."
    ),
    actions=(IncidentAction.CONNECT_CARD, IncidentAction.RUN_TESTS),
    storm_phrase="waiting for their setup to be finished",
    next_change=predict_deadline,
    thresholds=(SETUP_DEADLINE,),
)
