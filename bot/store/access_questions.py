"""Access questions and their answers."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Engine, union_all
from sqlalchemy import select as sql_select
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.store.audit_rows import append_later
from bot.store.database import fetch_all, find_row, transaction, upsert
from bot.store.tables import AccessQuestionRow
from workflows.access_questions.audit import access_question_entries
from workflows.access_questions.model import AccessQuestion, QuestionStatus
from workflows.errors import Refused
from workflows.ports import Person

ACCESS_QUESTION_ADAPTER = TypeAdapter(AccessQuestion)
APPROVERS, SENSITIVE_APPROVERS = "approvers", "sensitive_approvers"
"""Who can answer a question that has no owner, or whose owner doesn't answer."""
MAX_WAITING_QUESTIONS = 15
MAX_OWN_QUESTIONS = 100
"""Questions of one person that are read to see what they asked for. A press says where older ones stand."""


class AccessQuestionStore:
    """Implements `workflows.access_questions.ports.AccessQuestions`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, question: AccessQuestion) -> None:
        statement = upsert(self._engine, AccessQuestionRow).values(**_columns(question))
        new = statement.on_conflict_do_nothing().returning(col(AccessQuestionRow.id))
        with transaction(self._engine) as session:
            if session.execute(new).first():
                append_later(session, access_question_entries(None, question))

    def get(self, question_id: str) -> AccessQuestion:
        row = find_row(self._engine, AccessQuestionRow, question_id)
        if row is None:
            raise Refused("This question doesn't exist anymore.")
        return _question(row)

    def latest_of(self, requester: str, subject_key: str) -> AccessQuestion | None:
        is_theirs = col(AccessQuestionRow.requester) == requester, col(AccessQuestionRow.subject_key) == subject_key
        newest = select(AccessQuestionRow).where(*is_theirs).order_by(col(AccessQuestionRow.asked_at).desc()).limit(1)
        return next(map(_question, fetch_all(self._engine, newest)), None)

    def of_requester(self, requester: str) -> Sequence[AccessQuestion]:
        """Return the newest questions of a person."""
        is_theirs = col(AccessQuestionRow.requester) == requester
        newest = select(AccessQuestionRow).where(is_theirs).order_by(col(AccessQuestionRow.asked_at).desc())
        return [_question(row) for row in fetch_all(self._engine, newest.limit(MAX_OWN_QUESTIONS))]

    def update(self, question_id: str, **changes: Any) -> AccessQuestion:
        return self._change(question_id, lambda question: replace(question, **changes))

    def answer(
        self, question_id: str, status: QuestionStatus, person: Person, at: datetime, reason: str = ""
    ) -> AccessQuestion:
        given = {"status": status, "answered_by": person.id, "answered_by_name": person.name, "answered_at": at}
        changes = given | {"decline_reason": reason, "is_in_sync": False, "attempts": 0, "retry_at": None}
        return self._change(question_id, lambda one: one.evolve(**changes) if one.is_waiting else one)

    def _change(self, question_id: str, change: Callable[[AccessQuestion], AccessQuestion]) -> AccessQuestion:
        with transaction(self._engine) as session:
            row = session.get_one(AccessQuestionRow, question_id, with_for_update=True)
            before = _question(row)
            changed = change(before)
            append_later(session, access_question_entries(before, changed))
            row.sqlmodel_update(_columns(changed))
        return changed

    def out_of_sync(self, now: datetime) -> Sequence[str]:
        is_due = col(AccessQuestionRow.is_in_sync).is_(False), col(AccessQuestionRow.due_at) <= now.timestamp()
        return fetch_all(self._engine, select(AccessQuestionRow.id).where(*is_due))

    def waiting_around(self, user_id: str, groups: Collection[str]) -> Sequence[AccessQuestion]:
        """Return the oldest open questions that a person or these groups can answer, and those the person asked.

        `groups` are values of the column `owner`. Both kinds have a limit of their own, and are one statement.
        """
        asked_them = col(AccessQuestionRow.owner).in_([user_id, *groups]), col(AccessQuestionRow.requester) != user_id
        kinds = [_oldest_waiting(*asked_them), _oldest_waiting(col(AccessQuestionRow.requester) == user_id)]
        both = union_all(*(sql_select(kind.subquery().c.body) for kind in kinds))
        with transaction(self._engine) as session:
            found = [ACCESS_QUESTION_ADAPTER.validate_python(body) for body in session.execute(both).scalars()]
        return sorted(found, key=lambda one: one.asked_at)


def _oldest_waiting(*conditions: ColumnElement[bool]) -> SelectOfScalar[Any]:
    is_waiting = col(AccessQuestionRow.status) == QuestionStatus.WAITING
    oldest = select(col(AccessQuestionRow.body)).where(is_waiting, *conditions)
    return oldest.order_by(col(AccessQuestionRow.asked_at)).limit(MAX_WAITING_QUESTIONS)


def _question(row: AccessQuestionRow) -> AccessQuestion:
    return ACCESS_QUESTION_ADAPTER.validate_python(row.body)


def _columns(question: AccessQuestion) -> dict[str, Any]:
    group = SENSITIVE_APPROVERS if question.subject.is_confidential else APPROVERS
    return {
        "id": question.id,
        "is_in_sync": question.is_in_sync,
        "due_at": question.retry_at.timestamp() if question.retry_at else 0.0,
        "requester": question.requester,
        "subject_key": question.subject.key,
        "asked_at": question.asked_at.timestamp(),
        "status": question.status,
        "owner": question.owner or group,
        "body": ACCESS_QUESTION_ADAPTER.dump_python(question, mode="json"),
    }
