"""Judge the incidents and storms of a group, and save what changes in the transaction of its poll."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Row, and_, func, or_
from sqlmodel import Session, col, select

from bot.store.connection_owners import ownerships_of
from bot.store.database import chunks
from bot.store.incident_rows import (
    INCIDENT_ADAPTER,
    STORM_ADAPTER,
    insert_subjects,
    needs_no_message,
    update_subjects,
)
from bot.store.readable_rows import body_id, read_rows
from bot.store.requests import REQUEST_ADAPTER
from bot.store.tables import IncidentRow, RequestRow, StormRow
from workflows.connections.model import Connection
from workflows.incidents.conditions import next_change
from workflows.incidents.conditions.rule import Observation
from workflows.incidents.lifecycle import IncidentContext, resolve_deleted, update_incidents
from workflows.incidents.model import Incident
from workflows.incidents.recurrence import REOPEN_WINDOW
from workflows.incidents.storm_updates import STORM_WINDOW, update_storms
from workflows.incidents.storms import ConnectionGroup, Storm
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.ports import Subject
from workflows.ownership.model import Ownership, owner_of
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import PendingNotification

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Judgment:
    """What judging the observations of a group led to. Nothing of it is written yet."""

    before: Mapping[str, Subject]
    """The incidents and storms that were stored, by id."""
    after: Sequence[Subject]
    """What becomes of them, and the new ones."""
    due_at: Mapping[str, float | None]
    """Id of each observed connection → when it is judged again without a change; None: never."""


@dataclass(frozen=True)
class IncidentUpdater:
    """Judges a group after every poll."""

    thresholds: Thresholds = field(default_factory=Thresholds)
    sensitive_services: Collection[str] = frozenset()

    def judge(
        self,
        session: Session,
        observations: Sequence[Observation],
        group: ConnectionGroup,
        now: datetime,
        *,
        unseen: Collection[str] = (),
    ) -> Judgment:
        """Decide which incidents and storms open, change, and end.

        `unseen` are connections that exist but weren't observed: their incidents stay as they are.
        """
        storms = _storms(session, group.id)
        contexts = self._contexts(session, observations, group)
        judged = list(zip(observations, contexts, strict=True))
        restricted = [observation.connection.id for observation, context in judged if context.is_restricted]
        relevant = _incidents(session, group.id, storms, restricted, now, self.thresholds)
        observed = [incident for incident in relevant if incident.connection_id not in unseen]
        known = {incident.id: incident for incident in relevant}
        due_at: dict[str, float | None] = {}
        changed = list(self._update_incidents(judged, observed, now, due_at))
        # The row of an ended incident can change at the same time, for example with its last message.
        ended = {one.connection_id for one in changed if one.id in known and known[one.id].is_over}
        due_at |= dict.fromkeys(ended & due_at.keys(), now.timestamp())
        latest = known | {incident.id: incident for incident in changed}
        changed_storms, moved = update_storms(storms, list(latest.values()), group, self.thresholds, now)
        latest |= {incident.id: incident for incident in moved}
        before: dict[str, Subject] = {**known, **{storm.id: storm for storm in storms}}
        after: list[Subject] = [*latest.values(), *changed_storms]
        return Judgment(before, after, due_at)

    def _update_incidents(
        self,
        observations: Iterable[tuple[Observation, IncidentContext]],
        known: Iterable[Incident],
        now: datetime,
        due_at: dict[str, float | None],
    ) -> Iterable[Incident]:
        """Yield what changes, and note when each connection is due."""
        by_connection: dict[str, list[Incident]] = defaultdict(list)
        for incident in known:
            by_connection[incident.connection_id].append(incident)
        for observation, context in observations:
            connection_id = observation.connection.id
            incidents = by_connection.pop(connection_id, ())
            due_at[connection_id] = now.timestamp()
            try:
                yield from list(update_incidents(observation, incidents, context, self.thresholds, now))
                following = next_change(observation, self.thresholds, now)
                due_at[connection_id] = following.timestamp() if following else None
            except Exception:
                log.exception("a connection can't be judged", connection=connection_id)
        for incidents_of_deleted in by_connection.values():
            for incident in incidents_of_deleted:
                if not incident.is_over:
                    yield resolve_deleted(incident, now)

    def _contexts(
        self, session: Session, observations: Sequence[Observation], group: ConnectionGroup
    ) -> list[IncidentContext]:
        """Return the context of each connection.

        One that wasn't requested here is as restricted as those of its service and name that were.
        """
        connections = {one.connection.id: one.connection for one in observations}
        own_rows = _requests(session, col(RequestRow.connection_id), connections)
        by_connection = {row.connection_id: request for row in own_rows if (request := _readable(row))}
        others = {one.name for one in connections.values() if one.id not in by_connection}
        namesakes = _requests(session, col(RequestRow.dataset), others)
        confidential = {(row.service, row.dataset) for row in namesakes if _restricts_namesakes(row)}
        unknown = {row.connection_id for row in own_rows} - by_connection.keys()
        requested = {id_ for id_, request in by_connection.items() if not request.is_closed}
        owned = ownerships_of(session, connections.keys() - requested - unknown)

        def context(connection: Connection) -> IncidentContext:
            own = by_connection.get(connection.id)
            is_hidden = connection.id in unknown or (connection.service, connection.name) in confidential
            is_confidential = own.answers.is_sensitive if own else is_hidden
            is_restricted = is_confidential or connection.service in self.sensitive_services
            return _context(own, owned.get(connection.id), group, is_restricted=is_restricted)

        return [context(one.connection) for one in observations]


def _requests(session: Session, column: Any, values: Iterable[str]) -> list[Row[Any]]:
    """Return the requests that have a connection, and one of these values in a column."""
    has_connection = col(RequestRow.connection_id).is_not(None)
    columns: Any = select(RequestRow.connection_id, RequestRow.service, RequestRow.dataset, RequestRow.body)
    queries = [columns.where(column.in_(some), has_connection) for some in chunks(sorted(values))]
    return [row for query in queries for row in session.execute(query)]


def _readable(row: Row[Any]) -> ConnectorRequest | None:
    return next(iter(read_rows("request", [row.body], REQUEST_ADAPTER.validate_python, body_id)), None)


def _restricts_namesakes(row: Row[Any]) -> bool:
    """Whether a request restricts connections of its service and name. One that can't be read does."""
    request = _readable(row)
    return request is None or request.answers.is_sensitive


def _context(
    own: ConnectorRequest | None, ownership: Ownership | None, group: ConnectionGroup, *, is_restricted: bool
) -> IncidentContext:
    owner, request = owner_of(own, ownership), None if own is None or own.is_closed else own
    return IncidentContext(
        group.name,
        owner.id if owner else None,
        owner.name if owner else "",
        is_restricted,
        group.is_production,
        len(request.edits) if request else 0,
        has_request=request is not None,
    )


def _storms(session: Session, group_id: str) -> list[Storm]:
    open_ = StormRow.group_id == group_id, col(StormRow.ended_at).is_(None)
    rows = session.execute(select(StormRow.id, StormRow.body).where(*open_))
    return read_rows("storm", rows, _storm, attrgetter("id"))


def _incidents(
    session: Session,
    group_id: str,
    storms: Sequence[Storm],
    restricted: Sequence[str],
    now: datetime,
    thresholds: Thresholds,
) -> list[Incident]:
    """Return incidents that are open, in an open storm, recent, or can reopen.

    Of the connections that are restricted now, also return those whose messages show them to all.
    """
    ended_recently = col(IncidentRow.ended_at) >= (now - thresholds[REOPEN_WINDOW]).timestamp()
    is_alone = func.coalesce(col(IncidentRow.storm_id), "") == ""  # with IS NULL, SQLite reads all past incidents
    is_shown: ColumnElement[bool] = col(IncidentRow.body)["is_restricted"].as_boolean().is_not(True)
    is_relevant = or_(
        col(IncidentRow.ended_at).is_(None),
        and_(ended_recently, is_alone),
        col(IncidentRow.opened_at) >= (now - thresholds[STORM_WINDOW]).timestamp(),
        col(IncidentRow.storm_id).in_([storm.id for storm in storms]),
        col(IncidentRow.connection_id).in_(restricted) & is_shown,
    )
    query = select(IncidentRow.id, IncidentRow.body).where(IncidentRow.group_id == group_id, is_relevant)
    return read_rows("incident", session.execute(query), _incident, attrgetter("id"))


def _storm(row: Row[Any]) -> Storm:
    return STORM_ADAPTER.validate_python(row.body)


def _incident(row: Row[Any]) -> Incident:
    return INCIDENT_ADAPTER.validate_python(row.body)


def save_judgment(session: Session, judgment: Judgment) -> list[PendingNotification]:
    """Write what is new or changed, and return its notifications, oldest first.

    Rows that change at the same time are left to the next poll.
    """
    before, after = judgment.before, judgment.after
    new = [one for one in after if one.id not in before]
    changed = [
        replace(one, version=one.version + 1)
        for one in after
        if one.id in before and one is not before[one.id] and one != before[one.id]
    ]
    insert_subjects(session, new)
    update_subjects(session, changed)
    news = sorted([*new, *changed], key=lambda one: one.opened_at)
    return [PendingNotification(one.id, one.version) for one in news if not needs_no_message(one)]
