"""Incidents and storms as rows: what is told in Slack, and whether its messages agree with it."""

from collections.abc import Sequence
from typing import Any, cast

from pydantic import TypeAdapter
from sqlalchemy import CursorResult, bindparam, insert, update
from sqlmodel import Session, SQLModel, col

from bot.store.tables import IncidentRow, StormRow
from workflows.incidents.model import Incident
from workflows.incidents.storms import Storm
from workflows.notifications.ports import Subject

INCIDENT_ADAPTER, STORM_ADAPTER = TypeAdapter(Incident), TypeAdapter(Storm)
SubjectRowType = type[IncidentRow] | type[StormRow]


def row_type_for(subject_id: str) -> SubjectRowType:
    """The table of a subject: the ids of storms begin like this."""
    return StormRow if subject_id.startswith("storm-") else IncidentRow


def subject_from_row(row: IncidentRow | StormRow) -> Subject:
    """The incident or storm in a row."""
    adapter: TypeAdapter[Any] = STORM_ADAPTER if isinstance(row, StormRow) else INCIDENT_ADAPTER
    return cast(Subject, adapter.validate_python(row.body))


def subject_columns(subject: Subject) -> dict[str, Any]:
    """A subject as values of its row. When it is told again (`due_at`) is none of its own business."""
    ended = subject.ended_at.timestamp() if subject.ended_at else None
    common = {
        "id": subject.id,
        "version": subject.version,
        "is_in_sync": _needs_no_message(subject),
        "group_id": subject.group_id,
        "opened_at": subject.opened_at.timestamp(),
        "ended_at": ended,
    }
    if isinstance(subject, Storm):
        return common | {"body": STORM_ADAPTER.dump_python(subject, mode="json")}
    body = INCIDENT_ADAPTER.dump_python(subject, mode="json")
    of_incident = {"connection_id": subject.connection_id, "condition": subject.condition}
    return common | of_incident | {"storm_id": subject.storm_id, "body": body}


def _needs_no_message(subject: Subject) -> bool:
    """Whether a storm tells everything that there is to tell of it."""
    if isinstance(subject, Storm):
        return False
    return bool(subject.storm_id) and not subject.messages and not subject.is_restricted


def swap_subject(session: Session, before: Subject, updated: Subject) -> bool:
    """Write `wanted` only if nobody has changed the row since `before`; whether it was written."""
    table = row_type_for(before.id)
    same = col(table.id) == before.id, col(table.version) == before.version
    result = session.execute(update(table).where(*same).values(**subject_columns(updated)))
    return cast(CursorResult[Any], result).rowcount == 1


def insert_subjects(session: Session, subjects: Sequence[Subject]) -> None:
    """Keep new ones."""
    for table in (IncidentRow, StormRow):
        if mine := [
            subject_columns(one) | {"due_at": 0.0} for one in subjects if row_type_for(one.id) is table
        ]:
            session.execute(insert(table), mine)


def update_subjects(session: Session, subjects: Sequence[Subject]) -> None:
    """Write what was changed, each only if its row is still of the version before; the others keep theirs.

    What was put off may have waited for what is no longer so: it is told as soon as it may be.
    """
    for row in (IncidentRow, StormRow):
        table = SQLModel.metadata.tables[str(row.__tablename__)]
        mine = [subject_columns(one) | {"due_at": 0.0} for one in subjects if row_type_for(one.id) is row]
        if mine:
            same = table.c.id == bindparam("_id"), table.c.version == bindparam("_version") - 1
            wanted: dict[str, Any] = {name: bindparam(name) for name in mine[0]}
            values = [{**one, "_id": one["id"], "_version": one["version"]} for one in mine]
            session.connection().execute(table.update().where(*same).values(wanted), values)
