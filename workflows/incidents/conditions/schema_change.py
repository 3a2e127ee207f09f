"""Schema change: the source has tables or columns that need a decision."""

from datetime import datetime

from workflows.incidents.conditions.rule import Condition, ConditionRule, Finding, Observation, Severity, task_facts
from workflows.incidents.next_step import NextStep, Remediation
from workflows.monitoring.thresholds import Thresholds

REVIEW_SCHEMA = Remediation(NextStep.REVIEW_SCHEMA, "Review the new tables and columns on the Schema tab.")


def detect_schema_change(observation: Observation, _thresholds: Thresholds, _now: datetime) -> Finding | None:
    """Detect a schema change that blocks the connection or that a task asks about."""
    connection = observation.connection
    is_blocked = connection.schema_status.startswith("blocked_on")
    codes = tuple(code for code in connection.task_codes if "schema" in code)
    if connection.paused or not (is_blocked or codes):
        return None
    return Finding(
        Condition.SCHEMA_CHANGE, Severity.WARNING, task_facts(connection), codes or (connection.schema_status,)
    )


RULE = ConditionRule(
    label="schema change pending",
    headline="needs a schema review",
    detect=detect_schema_change,
    remediation=REVIEW_SCHEMA,
    explain=lambda _facts: "The source has new tables or columns that need a decision.",
    storm_phrase="waiting for a schema review",
)
