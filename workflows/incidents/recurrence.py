"""Conditions that return: the incident that ended recently continues in its old message."""

from collections.abc import Iterable
from datetime import datetime

from workflows.incidents.conditions import OUTAGE, condition_family
from workflows.incidents.conditions.rule import Condition, Finding
from workflows.incidents.model import SEVERITY_RANK, UNTIL_RECOVERY, Incident
from workflows.monitoring.thresholds import Threshold, Thresholds, hours

REOPEN_WINDOW = Threshold(
    "alert_reopen_hours",
    24.0,
    hours,
    "Alerts: hours in which a problem that returns, no more severe, reopens its incident",
    ge=0,
    le=10_000,
    former_setting="alert_known_hours",
)


def find_reopenable(
    known: Iterable[Incident], finding: Finding, thresholds: Thresholds, now: datetime
) -> Incident | None:
    """Find an incident that ended recently, had its own message, and was at least as severe."""
    candidates = (
        incident
        for incident in known
        if incident.ended_at
        and now - incident.ended_at < thresholds[REOPEN_WINDOW]
        and not incident.storm_id
        and _is_recurrence(incident, finding)
    )
    return max(candidates, key=lambda incident: incident.opened_at, default=None)


def _is_recurrence(incident: Incident, finding: Finding) -> bool:
    """Return whether a finding repeats an incident. New codes of a warning or a schema change don't."""
    if finding.condition is Condition.FIRST_SYNC or incident.family != condition_family(finding.condition):
        return False
    is_known = incident.family == OUTAGE or set(finding.codes) <= set(incident.codes)
    return is_known and SEVERITY_RANK[finding.severity] <= SEVERITY_RANK[incident.severity]


def reopen(incident: Incident, finding: Finding, now: datetime) -> Incident:
    """Reopen without the acknowledgment and without a snooze until recovery; a timed snooze continues."""
    is_snoozed = incident.snoozed_until and now < incident.snoozed_until < UNTIL_RECOVERY
    unsnoozed = incident if is_snoozed else incident.evolve(snoozed_until=None, snoozed_by=None)
    return unsnoozed.evolve(
        condition=finding.condition,
        severity=finding.severity,
        facts=finding.facts,
        codes=finding.codes,
        reopened_at=now,
        occurrences=incident.occurrences + 1,
        ended_at=None,
        end_reason=None,
        acknowledged_by=None,
        is_paused=False,
        advice=None,
        is_restricted_late=False,
    )
