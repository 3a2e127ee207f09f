"""The incidents and storms of a group, judged in the round that looked at it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from bot.store.incident_rows import add, change, subject_of
from bot.store.requests import request_of
from bot.store.tables import IncidentRow, RequestRow, StormRow
from workflows.incidents.detectors import Look
from workflows.incidents.lifecycle import Context, gone, judged
from workflows.incidents.model import Incident
from workflows.incidents.storms import Group, Storm, gather
from workflows.monitoring.thresholds import Rules
from workflows.notifications.ports import Subject
from workflows.requests.ports import Untold
from workflows.requests.state_machine import ENDED


@dataclass(frozen=True)
class Court:
    """Judges a group after every look."""

    rules: Rules
    is_sensitive: Callable[[str], bool]
    """Whether a service is sensitive."""

    def judge(self, session: Session, looks: Sequence[Look], group: Group, now: datetime) -> list[Untold]:
        """Open, change and end incidents and storms; what has to be told, the oldest first."""
        storms = _storms(session, group.id)
        known = {one.id: one for one in _incidents(session, group.id, storms, now, self.rules)}
        latest = known | {one.id: one for one in self._judged(session, looks, known.values(), group, now)}
        blown, moved = gather(storms, list(latest.values()), group, self.rules, now)
        latest |= {one.id: one for one in moved}
        before: dict[str, Subject] = {**known, **{storm.id: storm for storm in storms}}
        after: list[Subject] = [*latest.values(), *blown]
        return _write(session, before, after)

    def _judged(
        self,
        session: Session,
        looks: Sequence[Look],
        known: Iterable[Incident],
        group: Group,
        now: datetime,
    ) -> Iterable[Incident]:
        of: dict[str, list[Incident]] = defaultdict(list)
        for incident in known:
            of[incident.connection_id].append(incident)
        contexts = self._contexts(session, looks, group)
        for look, context in zip(looks, contexts, strict=True):
            yield from judged(look, of.pop(look.connection.id, ()), context, self.rules, now)
        for left in of.values():
            yield from (gone(incident, now) for incident in left if not incident.is_over)

    def _contexts(self, session: Session, looks: Sequence[Look], group: Group) -> Iterable[Context]:
        made = col(RequestRow.connection_id).is_not(None), col(RequestRow.status).not_in(ENDED)
        asked_for = {
            row.connection_id: request_of(row) for row in session.exec(select(RequestRow).where(*made))
        }
        for look in looks:
            request = asked_for.get(look.connection.id)
            strict = bool(request and request.answers.is_sensitive)
            sensitive = strict or self.is_sensitive(look.connection.service)
            owner = request.requester if request else None
            name = request.names.get(request.requester, "") if request else ""
            yield Context(group.name, owner, name, sensitive)


def _storms(session: Session, group_id: str) -> list[Storm]:
    open_ = StormRow.group_id == group_id, col(StormRow.ended_at).is_(None)
    found = map(subject_of, session.exec(select(StormRow).where(*open_)))
    return [storm for storm in found if isinstance(storm, Storm)]


def _incidents(
    session: Session, group_id: str, storms: Sequence[Storm], now: datetime, rules: Rules
) -> list[Incident]:
    """Those that are open, those of open storms, those that began lately, and those that may come back."""
    lately = col(IncidentRow.ended_at) >= (now - rules.known_for).timestamp()
    matters = or_(
        col(IncidentRow.ended_at).is_(None),
        and_(lately, col(IncidentRow.storm).is_(None)),
        col(IncidentRow.opened_at) >= (now - rules.storm_window).timestamp(),
        col(IncidentRow.storm).in_([storm.id for storm in storms]),
    )
    query = select(IncidentRow).where(IncidentRow.group_id == group_id, matters)
    found = map(subject_of, session.exec(query))
    return [incident for incident in found if isinstance(incident, Incident)]


def _write(session: Session, before: dict[str, Subject], after: Sequence[Subject]) -> list[Untold]:
    """Keep what is new or changed. What somebody changes in this very moment is left to the next round."""
    new = [one for one in after if one.id not in before]
    changed = [
        replace(one, version=one.version + 1) for one in after if one.id in before and one != before[one.id]
    ]
    add(session, new)
    change(session, changed)
    news = sorted([*new, *changed], key=lambda one: one.opened_at)
    return [Untold(one.id, one.version) for one in news if isinstance(one, Storm) or _is_told(one)]


def _is_told(incident: Incident) -> bool:
    return not incident.storm or bool(incident.messages) or incident.is_sensitive
