"""First sync: the historical sync is complete."""

from datetime import datetime

from workflows.incidents.conditions.rule import (
    Condition,
    ConditionRule,
    Finding,
    Observation,
    Remediation,
    Severity,
)
from workflows.monitoring.thresholds import Thresholds


def detect_first_sync(observation: Observation, _thresholds: Thresholds, _now: datetime) -> Finding | None:
    """Detect the first success since the previous poll.

    A connection that was successful before has only repeated its historical sync.
    """
    previous, connection = observation.previous, observation.connection
    if previous is None or previous.succeeded_at or not connection.has_synced:
        return None
    if sum(run.succeeded for run in observation.history.runs) > 1:
        return None
    return Finding(Condition.FIRST_SYNC, Severity.NOTICE, "The historical sync is complete.")


RULE = ConditionRule(
    slug=Condition.FIRST_SYNC,
    label="first sync complete",
    detect=detect_first_sync,
    remediation=Remediation("No action", "No action needed."),
    is_harmless=True,
    storm_phrase="done with their first sync",
)
