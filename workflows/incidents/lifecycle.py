"""The lifecycle of incidents: opening, updating, and resolving."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows.incidents.conditions import OUTAGE, condition_family, detect_conditions
from workflows.incidents.conditions.rule import Condition, Finding, Observation, Severity
from workflows.incidents.model import SEVERITY_RANK, EndReason, Incident, make_incident_id
from workflows.incidents.recurrence import find_reopenable, reopen
from workflows.monitoring.thresholds import HOURS_PER_YEAR, Threshold, Thresholds, hours

REMINDER_INTERVAL = Threshold(
    "alert_remind_hours",
    24.0,
    hours,
    "Alerts: hours between reminders of an unacknowledged critical incident, in its thread",
    gt=0,
    le=HOURS_PER_YEAR,
)


@dataclass(frozen=True)
class IncidentContext:
    """What a notification needs besides the connection."""

    group_name: str
    owner: str | None = None
    """Slack id of the owner, a person or a user group."""
    owner_name: str = ""
    is_restricted: bool = False
    is_production: bool = False
    request_edits: int = 0
    has_request: bool = False
    """Whether the owner requested the connection here. Its card shows the first sync then."""


def update_incidents(
    observation: Observation,
    known: Sequence[Incident],
    context: IncidentContext,
    thresholds: Thresholds,
    now: datetime,
) -> Iterator[Incident]:
    """Yield the new and changed incidents of a connection.

    `known` are the open incidents, those that ended recently, and those that show a restricted connection to all.
    """
    reopened: set[str] = set()
    open_incidents = {incident.family: incident for incident in known if not incident.is_over}
    findings = {
        condition_family(finding.condition): finding for finding in detect_conditions(observation, thresholds, now)
    }
    for family, finding in findings.items():
        if incident := open_incidents.get(family):
            changed = expire_snooze(_update(_with_context(incident, context), observation, finding, now), now)
            if (changed := remind_if_due(changed, thresholds, now)) != incident:
                yield changed
        elif reopenable := find_reopenable(known, finding, thresholds, now):
            reopened.add(reopenable.id)
            yield _with_state(reopen(_with_context(reopenable, context), finding, now), observation)
        elif opened := _open_incident(observation, finding, context, now):
            yield opened
    for family, incident in open_incidents.items():
        if family not in findings:
            changed = _resolve_if_recovered(observation, _with_context(incident, context), now)
            if changed != incident:
                yield changed
    if context.is_restricted:
        yield from _restrict_ended(known, reopened)


def _restrict_ended(known: Iterable[Incident], reopened: Container[str]) -> Iterator[Incident]:
    """Yield the ended incidents of a connection that became restricted since."""
    for incident in known:
        if incident.is_over and not incident.is_restricted and incident.id not in reopened:
            yield incident.evolve(is_restricted=True, is_restricted_late=True, storm_id=None)


def resolve_deleted(incident: Incident, now: datetime) -> Incident:
    """Close the incident of a deleted connection."""
    return _resolve(incident, now, EndReason.DELETED)


def expire_snooze(incident: Incident, now: datetime) -> Incident:
    """End a snooze whose time is over."""
    if incident.is_over or incident.snoozed_until is None or incident.snoozed_until > now:
        return incident
    return incident.evolve(snoozed_until=None, snoozed_by=None, unsnoozed_at=now)


def remind_if_due(incident: Incident, thresholds: Thresholds, now: datetime) -> Incident:
    """Mark a reminder as due for a critical incident that is neither acknowledged nor snoozed."""
    is_handled = incident.acknowledged_by or incident.snoozed_until or incident.storm_id
    if incident.is_over or is_handled or incident.severity is not Severity.CRITICAL:
        return incident
    times = (incident.since, incident.worsened_at, incident.unsnoozed_at, incident.reminded_at)
    last = max(at for at in times if at)
    return incident.evolve(reminded_at=now) if now - last >= thresholds[REMINDER_INTERVAL] else incident


def _open_incident(
    observation: Observation, finding: Finding, context: IncidentContext, now: datetime
) -> Incident | None:
    """Open an incident; None for a first sync with a request, whose card shows it."""
    connection, is_first_sync = observation.connection, finding.condition is Condition.FIRST_SYNC
    if is_first_sync and context.has_request:
        return None
    opened = Incident(
        id=make_incident_id(connection.id, finding.condition, now),
        condition=finding.condition,
        severity=finding.severity,
        connection_id=connection.id,
        group_id=connection.group_id,
        group_name=context.group_name,
        service=connection.service,
        name=connection.name,
        facts=finding.facts,
        codes=finding.codes,
        opened_at=now,
        ended_at=now if is_first_sync else None,
        has_manual_schedule=connection.schedule_type == "manual",
    )
    return _with_state(_with_context(opened, context), observation)


def _with_context(incident: Incident, context: IncidentContext) -> Incident:
    """Apply the context. An incident whose restriction changes leaves its storm."""
    storm_id = incident.storm_id if incident.is_restricted == context.is_restricted else None
    return incident.evolve(
        owner=context.owner,
        owner_name=context.owner_name,
        is_restricted=context.is_restricted,
        is_production=context.is_production,
        request_edits=context.request_edits,
        storm_id=storm_id,
    )


def _with_state(incident: Incident, observation: Observation) -> Incident:
    """Apply how stale the data is, unless it arrives regardless, and whether the connection is still paused."""
    connection = observation.connection
    return incident.evolve(
        succeeded_at=connection.succeeded_at if incident.family == OUTAGE else None,
        is_paused=incident.is_paused and connection.paused,
    )


def _update(incident: Incident, observation: Observation, finding: Finding, now: datetime) -> Incident:
    is_worse = SEVERITY_RANK[finding.severity] > SEVERITY_RANK[incident.severity]
    is_same = (incident.condition, incident.codes) == (finding.condition, finding.codes)
    advice = incident.advice if is_same else None
    changed = incident.evolve(condition=finding.condition, facts=finding.facts, codes=finding.codes, advice=advice)
    updated = _with_state(changed, observation)
    return updated.evolve(severity=finding.severity, worsened_at=now) if is_worse else updated


def _resolve_if_recovered(observation: Observation, incident: Incident, now: datetime) -> Incident:
    """Resolve an incident without a finding; an outage only after a successful sync, or a pause."""
    connection = observation.connection
    if incident.family != OUTAGE:
        return _resolve(incident, now)
    if connection.paused:
        return _resolve(incident, now, EndReason.PAUSED)
    if connection.succeeded_at and connection.succeeded_at > incident.since:
        return _resolve(incident, now)
    return expire_snooze(incident, now)


def _resolve(incident: Incident, now: datetime, end_reason: EndReason | None = None) -> Incident:
    return incident.evolve(ended_at=now, end_reason=end_reason, is_paused=end_reason is EndReason.PAUSED)
