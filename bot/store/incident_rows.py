"""Incidents and storms as rows, with the sync state of their messages."""

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
SUBJECT_TABLES: tuple[SubjectRowType, ...] = (IncidentRow, StormRow)


def row_type_for(subject_id: str) -> SubjectRowType:
    """Return the table of a subject, by the prefix of its id."""
    return StormRow if subject_id.startswith("storm-") else IncidentRow


def subject_from_row(row: IncidentRow | StormRow) -> Subject:
    """Parse the incident or storm in a row."""
    adapter: TypeAdapter[Any] = STORM_ADAPTER if isinstance(row, StormRow) else INCIDENT_ADAPTER
    return cast(Subject, adapter.validate_python(row.body))


def subject_columns(subject: Subject) -> dict[str, Any]:
    """Return the values of a subject's row, except `due_at`."""
    ended = subject.ended_at.timestamp() if subject.ended_at else None
    common = {
        "id": subject.id,
        "version": subject.version,
        "is_in_sync": needs_no_message(subject),
        "group_id": subject.group_id,
        "opened_at": subject.opened_at.timestamp(),
        "ended_at": ended,
    }
    if isinstance(subject, Storm):
        return common | {"body": STORM_ADAPTER.dump_python(subject, mode="json")}
    body = INCIDENT_ADAPTER.dump_python(subject, mode="json")
    of_incident = {"connection_id": subject.connection_id, "condition": subject.condition}
    return common | of_incident | {"storm_id": subject.storm_id, "body": body}


def needs_no_message(subject: Subject) -> bool:
    """Return whether a storm's message covers the subject, or there is nothing to hide, and no page to resolve."""
    if isinstance(subject, Storm) or subject.messages or subject.is_paged:
        return False
    return subject.is_restricted_late or (bool(subject.storm_id) and not subject.is_restricted)


def swap_subject(session: Session, before: Subject, updated: Subject) -> bool:
    """Write `updated` if the row still has the version of `before`. Return whether it was written."""
    table = row_type_for(before.id)
    same = col(table.id) == before.id, col(table.version) == before.version
    result = session.execute(update(table).where(*same).values(**subject_columns(updated)))
    return cast(CursorResult[Any], result).rowcount == 1


def insert_subjects(session: Session, subjects: Sequence[Subject]) -> None:
    """Insert new subjects."""
    for table in SUBJECT_TABLES:
        if rows := _due_rows(subjects, table):
            session.connection().execute(insert(table), rows)


def update_subjects(session: Session, subjects: Sequence[Subject]) -> None:
    """Write changed subjects whose rows still have the previous version.

    A rescheduled notification is due at once, because the reason for its delay can be gone.
    """
    for row_type in SUBJECT_TABLES:
        table = SQLModel.metadata.tables[str(row_type.__tablename__)]
        if rows := _due_rows(subjects, row_type):
            is_unchanged = table.c.id == bindparam("_id"), table.c.version == bindparam("_version") - 1
            columns: dict[str, Any] = {name: bindparam(name) for name in rows[0]}
            parameters = [{**row, "_id": row["id"], "_version": row["version"]} for row in rows]
            session.connection().execute(table.update().where(*is_unchanged).values(columns), parameters)


def _due_rows(subjects: Sequence[Subject], row_type: SubjectRowType) -> list[dict[str, Any]]:
    return [subject_columns(subject) | {"due_at": 0.0} for subject in subjects if row_type_for(subject.id) is row_type]
