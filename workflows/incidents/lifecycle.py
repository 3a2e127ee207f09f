"""What the conditions of now mean for the incidents that are open: which open, which change, which end."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows.incidents.detectors import Finding, Look, conditions
from workflows.incidents.model import (
    RANK,
    UNTIL_IT_RECOVERS,
    Condition,
    Incident,
    Severity,
    family,
    identity,
)
from workflows.monitoring.thresholds import Rules


@dataclass(frozen=True)
class Context:
    """What has to be known of a connection to tell of it."""

    group_name: str
    owner: str | None = None
    """Slack user id of whoever asked for it."""
    owner_name: str = ""
    is_sensitive: bool = False


def judged(
    look: Look, known: Sequence[Incident], context: Context, rules: Rules, now: datetime
) -> Iterator[Incident]:
    """Incidents of one connection that are new or no longer as they were.

    `known` are those that are open, and those that ended lately.
    """
    by_family = {incident.family: incident for incident in known if not incident.is_over}
    found = {family(one.condition): one for one in conditions(look, rules, now)}
    for name, finding in found.items():
        if incident := by_family.get(name):
            changed = _changed(_in_context(incident, context), finding, now)
            if (changed := reminded(woken(changed, now), rules, now)) != incident:
                yield changed
        elif back := _known(known, finding, rules, now):
            yield _reopened(_in_context(back, context), finding, now)
        elif opened := _opened(look, finding, context, now):
            yield opened
    for name, incident in by_family.items():
        if name not in found:
            changed = _after(look, _in_context(incident, context), now)
            if changed != incident:
                yield changed


def gone(incident: Incident, now: datetime) -> Incident:
    """Its connection does not exist any more."""
    return _ended(incident, now, "the connection was deleted")


def woken(incident: Incident, now: datetime) -> Incident:
    """A snooze whose time is over has ended by itself."""
    if incident.is_over or incident.snoozed_until is None or incident.snoozed_until > now:
        return incident
    return incident.but(snoozed_until=None, snoozed_by=None, woken_at=now)


def reminded(incident: Incident, rules: Rules, now: datetime) -> Incident:
    """What is critical, and nobody does anything about, is brought to mind again once a day."""
    is_minded = incident.taken_by or incident.snoozed_until or incident.storm
    marks = (incident.since, incident.worsened_at, incident.woken_at, incident.reminded_at)
    if incident.is_over or is_minded or incident.severity is not Severity.CRITICAL:
        return incident
    last = max(mark for mark in marks if mark)
    return incident.but(reminded_at=now) if now - last >= rules.remind_every else incident


def _opened(look: Look, finding: Finding, context: Context, now: datetime) -> Incident | None:
    """A first sync that somebody asked for through us is told by their request's card."""
    one, is_news = look.connection, finding.condition is Condition.FIRST_SYNC
    if is_news and context.owner:
        return None
    return Incident(
        id=identity(one.id, finding.condition, now),
        condition=finding.condition,
        severity=finding.severity,
        connection_id=one.id,
        group_id=one.group_id,
        group_name=context.group_name,
        service=one.service,
        name=one.name,
        why=finding.why,
        codes=finding.codes,
        opened_at=now,
        ended_at=now if is_news else None,
        owner=context.owner,
        owner_name=context.owner_name,
        is_manual=one.schedule_type == "manual",
        is_sensitive=context.is_sensitive,
    )


def _known(known: Iterable[Incident], finding: Finding, rules: Rules, now: datetime) -> Incident | None:
    """The one that is back: it ended lately, and had a message of its own, and is no worse than it was."""
    ended = [one for one in known if one.ended_at and now - one.ended_at < rules.known_for]
    back = [one for one in ended if not one.storm and _is_same(one, finding)]
    return max(back, key=lambda one: one.opened_at, default=None)


def _is_same(incident: Incident, finding: Finding) -> bool:
    """Another warning, or another question about the schema, is news; another trouble is no new one."""
    if finding.condition is Condition.FIRST_SYNC or incident.family != family(finding.condition):
        return False
    told = incident.family == "trouble" or set(finding.codes) <= set(incident.codes)
    return told and RANK[finding.severity] <= RANK[incident.severity]


def _reopened(incident: Incident, finding: Finding, now: datetime) -> Incident:
    """Whoever was on it, or wanted peace until it recovers, has been heard: it did recover."""
    is_snoozed = incident.snoozed_until and now < incident.snoozed_until < UNTIL_IT_RECOVERS
    awake = incident if is_snoozed else incident.but(snoozed_until=None, snoozed_by=None)
    return awake.but(
        condition=finding.condition,
        severity=finding.severity,
        why=finding.why,
        codes=finding.codes,
        reopened_at=now,
        times=incident.times + 1,
        ended_at=None,
        ending="",
        taken_by=None,
    )


def _in_context(incident: Incident, context: Context) -> Incident:
    """With what is known of its connection now. What became sensitive is no longer told with the others."""
    together = incident.storm if incident.is_sensitive == context.is_sensitive else None
    return incident.but(
        owner=context.owner,
        owner_name=context.owner_name,
        is_sensitive=context.is_sensitive,
        storm=together,
    )


def _changed(incident: Incident, finding: Finding, now: datetime) -> Incident:
    worse = RANK[finding.severity] > RANK[incident.severity]
    now_ = incident.but(condition=finding.condition, why=finding.why, codes=finding.codes)
    return now_.but(severity=finding.severity, worsened_at=now) if worse else now_


def _after(look: Look, incident: Incident, now: datetime) -> Incident:
    """Nothing is found any more. Trouble is over when a sync has succeeded since, or nobody wants one now."""
    one = look.connection
    if incident.family != "trouble":
        return _ended(incident, now)
    if one.paused:
        return _ended(incident, now, "the connection was paused")
    if one.succeeded_at and one.succeeded_at > incident.since:
        return _ended(incident, now)
    return woken(incident, now)


def _ended(incident: Incident, now: datetime, ending: str = "") -> Incident:
    return incident.but(ended_at=now, ending=ending)
