"""What the conditions of now mean for the incidents that are open: which open, which change, which end."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows.incidents.detectors import Finding, Observation, detect_conditions
from workflows.incidents.model import (
    SEVERITY_RANK,
    UNTIL_RECOVERY,
    Condition,
    Incident,
    Severity,
    condition_family,
    make_incident_id,
)
from workflows.monitoring.thresholds import Thresholds


@dataclass(frozen=True)
class IncidentContext:
    """What has to be known of a connection to tell of it."""

    group_name: str
    owner: str | None = None
    """Slack user id of whoever asked for it."""
    owner_name: str = ""
    is_restricted: bool = False


def update_incidents(
    observation: Observation,
    known: Sequence[Incident],
    context: IncidentContext,
    thresholds: Thresholds,
    now: datetime,
) -> Iterator[Incident]:
    """Incidents of one connection that are new or no longer as they were.

    `known` are those that are open, and those that ended lately.
    """
    by_family = {incident.family: incident for incident in known if not incident.is_over}
    found = {condition_family(one.condition): one for one in detect_conditions(observation, thresholds, now)}
    for name, finding in found.items():
        if incident := by_family.get(name):
            changed = _update(_with_context(incident, context), finding, now)
            if (changed := remind_if_due(expire_snooze(changed, now), thresholds, now)) != incident:
                yield changed
        elif back := _find_reopenable(known, finding, thresholds, now):
            yield _reopen(_with_context(back, context), finding, now)
        elif opened := _open_incident(observation, finding, context, now):
            yield opened
    for name, incident in by_family.items():
        if name not in found:
            changed = _resolve_if_recovered(observation, _with_context(incident, context), now)
            if changed != incident:
                yield changed


def resolve_deleted(incident: Incident, now: datetime) -> Incident:
    """Its connection does not exist any more."""
    return _resolve(incident, now, "the connection was deleted")


def expire_snooze(incident: Incident, now: datetime) -> Incident:
    """A snooze whose time is over has ended by itself."""
    if incident.is_over or incident.snoozed_until is None or incident.snoozed_until > now:
        return incident
    return incident.evolve(snoozed_until=None, snoozed_by=None, unsnoozed_at=now)


def remind_if_due(incident: Incident, thresholds: Thresholds, now: datetime) -> Incident:
    """What is critical, and nobody does anything about, is brought to mind again once a day."""
    is_minded = incident.acknowledged_by or incident.snoozed_until or incident.storm_id
    marks = (incident.since, incident.worsened_at, incident.unsnoozed_at, incident.reminded_at)
    if incident.is_over or is_minded or incident.severity is not Severity.CRITICAL:
        return incident
    last = max(mark for mark in marks if mark)
    return incident.evolve(reminded_at=now) if now - last >= thresholds.reminder_interval else incident


def _open_incident(
    look: Observation, finding: Finding, context: IncidentContext, now: datetime
) -> Incident | None:
    """A first sync that somebody asked for through us is told by their request's card."""
    one, is_news = look.connection, finding.condition is Condition.FIRST_SYNC
    if is_news and context.owner:
        return None
    return Incident(
        id=make_incident_id(one.id, finding.condition, now),
        condition=finding.condition,
        severity=finding.severity,
        connection_id=one.id,
        group_id=one.group_id,
        group_name=context.group_name,
        service=one.service,
        name=one.name,
        reason=finding.reason,
        codes=finding.codes,
        opened_at=now,
        ended_at=now if is_news else None,
        owner=context.owner,
        owner_name=context.owner_name,
        has_manual_schedule=one.schedule_type == "manual",
        is_restricted=context.is_restricted,
    )


def _find_reopenable(
    known: Iterable[Incident], finding: Finding, rules: Thresholds, now: datetime
) -> Incident | None:
    """The one that is back: it ended lately, and had a message of its own, and is no worse than it was."""
    ended = [one for one in known if one.ended_at and now - one.ended_at < rules.reopen_window]
    back = [one for one in ended if not one.storm_id and _is_same(one, finding)]
    return max(back, key=lambda one: one.opened_at, default=None)


def _is_same(incident: Incident, finding: Finding) -> bool:
    """Another warning, or another question about the schema, is news; another trouble is no new one."""
    if finding.condition is Condition.FIRST_SYNC or incident.family != condition_family(finding.condition):
        return False
    told = incident.family == "outage" or set(finding.codes) <= set(incident.codes)
    return told and SEVERITY_RANK[finding.severity] <= SEVERITY_RANK[incident.severity]


def _reopen(incident: Incident, finding: Finding, now: datetime) -> Incident:
    """Whoever was on it, or wanted peace until it recovers, has been heard: it did recover."""
    is_snoozed = incident.snoozed_until and now < incident.snoozed_until < UNTIL_RECOVERY
    awake = incident if is_snoozed else incident.evolve(snoozed_until=None, snoozed_by=None)
    return awake.evolve(
        condition=finding.condition,
        severity=finding.severity,
        reason=finding.reason,
        codes=finding.codes,
        reopened_at=now,
        occurrences=incident.occurrences + 1,
        ended_at=None,
        end_reason="",
        acknowledged_by=None,
    )


def _with_context(incident: Incident, context: IncidentContext) -> Incident:
    """With what is known of its connection now. What became sensitive is no longer told with the others."""
    together = incident.storm_id if incident.is_restricted == context.is_restricted else None
    return incident.evolve(
        owner=context.owner,
        owner_name=context.owner_name,
        is_restricted=context.is_restricted,
        storm_id=together,
    )


def _update(incident: Incident, finding: Finding, now: datetime) -> Incident:
    worse = SEVERITY_RANK[finding.severity] > SEVERITY_RANK[incident.severity]
    now_ = incident.evolve(condition=finding.condition, reason=finding.reason, codes=finding.codes)
    return now_.evolve(severity=finding.severity, worsened_at=now) if worse else now_


def _resolve_if_recovered(look: Observation, incident: Incident, now: datetime) -> Incident:
    """Nothing is found any more. Trouble is over when a sync has succeeded since, or nobody wants one now."""
    one = look.connection
    if incident.family != "outage":
        return _resolve(incident, now)
    if one.paused:
        return _resolve(incident, now, "the connection was paused")
    if one.succeeded_at and one.succeeded_at > incident.since:
        return _resolve(incident, now)
    return expire_snooze(incident, now)


def _resolve(incident: Incident, now: datetime, ending: str = "") -> Incident:
    return incident.evolve(ended_at=now, end_reason=ending)
