"""First sync: the first data is there."""

from datetime import datetime

from workflows.incidents.conditions.rule import Condition, ConditionRule, Facts, Finding, Observation, Severity
from workflows.incidents.next_step import NextStep, Remediation
from workflows.monitoring.thresholds import Thresholds


def detect_first_sync(observation: Observation, _thresholds: Thresholds, _now: datetime) -> Finding | None:
    """Detect the first success since the previous poll.

    A connection that was successful before has only repeated its historical sync. Older history can go on loading:
    https://fivetran.com/docs/getting-started/troubleshooting/incomplete-data-after-initial-sync
    """
    previous, connection = observation.previous, observation.connection
    if previous is None or previous.succeeded_at or connection.succeeded_at is None:
        return None
    if sum(run.succeeded for run in observation.history.runs) > 1:
        return None
    return Finding(Condition.FIRST_SYNC, Severity.NOTICE, {"is_partial": connection.is_historical_sync})


def explain_first_sync(facts: Facts) -> str:
    """Say what is there."""
    if facts["is_partial"]:
        return "Recent data is there; older history is still loading."
    return "The historical sync is complete."


RULE = ConditionRule(
    label="first sync complete",
    headline="has its first data",
    detect=detect_first_sync,
    remediation=Remediation(NextStep.NONE, "No action needed."),
    explain=explain_first_sync,
    is_harmless=True,
    storm_phrase="done with their first sync",
)
