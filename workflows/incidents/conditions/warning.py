"""Warning: Fivetran warns about a connection that works."""

from datetime import datetime

from workflows.incidents.conditions.rule import Condition, ConditionRule, Finding, Observation, Severity
from workflows.incidents.next_step import NextStep, Remediation
from workflows.monitoring.thresholds import Thresholds


def detect_warning(observation: Observation, _thresholds: Thresholds, _now: datetime) -> Finding | None:
    """Detect warnings that weren't there at the first poll."""
    initial = observation.history.initial_warnings
    new = {code: message for code, message in observation.connection.warnings.items() if code not in initial}
    if not new:
        return None
    return Finding(Condition.WARNING, Severity.NOTICE, {"message": " ".join(new.values())}, tuple(sorted(new)))


RULE = ConditionRule(
    label="new warning",
    headline="has a new warning",
    detect=detect_warning,
    remediation=Remediation(NextStep.READ_WARNING, "Read the warning. The connection still works."),
    is_harmless=True,
    storm_phrase="showing a new warning",
)
