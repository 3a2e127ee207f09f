"""Store of questions, their answers, and feedback."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, and_, or_
from sqlmodel import col, select

from bot.store.database import execute, fetch_all, find_row, transaction, upsert
from bot.store.readable_rows import body_id, read_rows
from bot.store.tables import QuestionRow
from workflows.answers.model import AnswerKind, Feedback, Question
from workflows.errors import Refused

QUESTION_ADAPTER = TypeAdapter(Question)


class QuestionStore:
    """Questions in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, question: Question) -> None:
        execute(self._engine, upsert(self._engine, QuestionRow).values(**_columns(question)).on_conflict_do_nothing())

    def get(self, question_id: str) -> Question:
        row = find_row(self._engine, QuestionRow, question_id)
        if row is None:
            raise Refused("I no longer have this question. Ask it again.")
        return QUESTION_ADAPTER.validate_python(row.body)

    def update(self, question_id: str, **changes: Any) -> Question:
        """Change fields under a row lock, so that two clicks don't overwrite each other."""
        with transaction(self._engine) as session:
            row = session.get_one(QuestionRow, question_id, with_for_update=True)
            changed = replace(QUESTION_ADAPTER.validate_python(row.body), **changes)
            row.sqlmodel_update(_columns(changed))
        return changed

    def list_for_review(self, limit: int | None = None) -> Sequence[Question]:
        unanswered = and_(col(QuestionRow.kind) == AnswerKind.UNSURE, col(QuestionRow.feedback).is_(None))
        needs_review = or_(unanswered, col(QuestionRow.feedback) == Feedback.NOT_QUITE)
        query = select(QuestionRow.body).where(needs_review).order_by(col(QuestionRow.asked_at).desc()).limit(limit)
        return read_rows("question", fetch_all(self._engine, query), QUESTION_ADAPTER.validate_python, body_id)


def _columns(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "asked_at": question.asked_at.timestamp(),
        "kind": question.answer.kind if question.answer else AnswerKind.UNSURE,
        "feedback": question.feedback,
        "body": QUESTION_ADAPTER.dump_python(question, mode="json"),
    }
