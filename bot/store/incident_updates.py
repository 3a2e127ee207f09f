"""The incidents and storms of a group, judged in the round that looked at it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from bot.store.incident_rows import insert_subjects, subject_from_row, update_subjects
from bot.store.requests import request_from_row
from bot.store.tables import IncidentRow, RequestRow, StormRow
from workflows.incidents.detectors import Observation
from workflows.incidents.lifecycle import IncidentContext, resolve_deleted, update_incidents
from workflows.incidents.model import Incident
from workflows.incidents.storms import ConnectionGroup, Storm, update_storms
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.ports import Subject
from workflows.requests.ports import PendingNotification
from workflows.requests.state_machine import CLOSED_STATUSES


@dataclass(frozen=True)
class IncidentUpdater:
    """Judges a group after every look."""

    thresholds: Thresholds
    is_sensitive: Callable[[str], bool]
    """Whether a service is sensitive."""

    def update(
        self, session: Session, observations: Sequence[Observation], group: ConnectionGroup, now: datetime
    ) -> list[PendingNotification]:
        """Open, change and end incidents and storms; what has to be told, the oldest first."""
        storms = _storms(session, group.id)
        known = {one.id: one for one in _incidents(session, group.id, storms, now, self.thresholds)}
        latest = known | {
            one.id: one for one in self._judged(session, observations, known.values(), group, now)
        }
        blown, moved = update_storms(storms, list(latest.values()), group, self.thresholds, now)
        latest |= {one.id: one for one in moved}
        before: dict[str, Subject] = {**known, **{storm.id: storm for storm in storms}}
        after: list[Subject] = [*latest.values(), *blown]
        return _write(session, before, after)

    def _judged(
        self,
        session: Session,
        looks: Sequence[Observation],
        known: Iterable[Incident],
        group: ConnectionGroup,
        now: datetime,
    ) -> Iterable[Incident]:
        of: dict[str, list[Incident]] = defaultdict(list)
        for incident in known:
            of[incident.connection_id].append(incident)
        contexts = self._contexts(session, looks, group)
        for look, context in zip(looks, contexts, strict=True):
            yield from update_incidents(look, of.pop(look.connection.id, ()), context, self.thresholds, now)
        for left in of.values():
            yield from (resolve_deleted(incident, now) for incident in left if not incident.is_over)

    def _contexts(
        self, session: Session, looks: Sequence[Observation], group: ConnectionGroup
    ) -> Iterable[IncidentContext]:
        made = col(RequestRow.connection_id).is_not(None), col(RequestRow.status).not_in(CLOSED_STATUSES)
        asked_for = {
            row.connection_id: request_from_row(row) for row in session.exec(select(RequestRow).where(*made))
        }
        for look in looks:
            request = asked_for.get(look.connection.id)
            strict = bool(request and request.answers.is_sensitive)
            sensitive = strict or self.is_sensitive(look.connection.service)
            owner = request.requester if request else None
            name = request.names.get(request.requester, "") if request else ""
            yield IncidentContext(group.name, owner, name, sensitive)


def _storms(session: Session, group_id: str) -> list[Storm]:
    open_ = StormRow.group_id == group_id, col(StormRow.ended_at).is_(None)
    found = map(subject_from_row, session.exec(select(StormRow).where(*open_)))
    return [storm for storm in found if isinstance(storm, Storm)]


def _incidents(
    session: Session, group_id: str, storms: Sequence[Storm], now: datetime, rules: Thresholds
) -> list[Incident]:
    """Those that are open, those of open storms, those that began lately, and those that may come back."""
    lately = col(IncidentRow.ended_at) >= (now - rules.reopen_window).timestamp()
    matters = or_(
        col(IncidentRow.ended_at).is_(None),
        and_(lately, col(IncidentRow.storm_id).is_(None)),
        col(IncidentRow.opened_at) >= (now - rules.storm_window).timestamp(),
        col(IncidentRow.storm_id).in_([storm.id for storm in storms]),
    )
    query = select(IncidentRow).where(IncidentRow.group_id == group_id, matters)
    found = map(subject_from_row, session.exec(query))
    return [incident for incident in found if isinstance(incident, Incident)]


def _write(
    session: Session, before: dict[str, Subject], after: Sequence[Subject]
) -> list[PendingNotification]:
    """Keep what is new or changed. What somebody changes in this very moment is left to the next round."""
    new = [one for one in after if one.id not in before]
    changed = [
        replace(one, version=one.version + 1) for one in after if one.id in before and one != before[one.id]
    ]
    insert_subjects(session, new)
    update_subjects(session, changed)
    news = sorted([*new, *changed], key=lambda one: one.opened_at)
    return [
        PendingNotification(one.id, one.version) for one in news if isinstance(one, Storm) or _is_told(one)
    ]


def _is_told(incident: Incident) -> bool:
    return not incident.storm_id or bool(incident.messages) or incident.is_restricted
