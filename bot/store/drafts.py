"""Drafts of request forms. Each person has one: the form they last filled in."""

from dataclasses import dataclass

from sqlalchemy import Engine, bindparam, delete
from sqlmodel import col, select

from bot.store.database import execute, find_row, reading, transaction
from bot.store.tables import DraftRow
from workflows.catalog.config_fields import FormValues
from workflows.ports import Clock
from workflows.secret_scanning import drop_secrets

NEWEST_OF_USER = (
    select(DraftRow.form_id, DraftRow.body)
    .where(DraftRow.user == bindparam("user"))
    .order_by(col(DraftRow.updated_at).desc())
    .limit(1)
)


@dataclass(frozen=True)
class DraftStore:
    """Storage of drafts."""

    engine: Engine
    clock: Clock

    def save(self, form_id: str, user: str, values: FormValues) -> None:
        """Add values to a draft, without those that look like secrets. Delete the user's other drafts."""
        known = self.get(form_id)
        with transaction(self.engine) as session:
            session.execute(delete(DraftRow).where(col(DraftRow.user) == user, col(DraftRow.form_id) != form_id))
            body = {**known, **drop_secrets(values)}
            session.merge(DraftRow(form_id=form_id, user=user, updated_at=self.clock.now().timestamp(), body=body))

    def get(self, form_id: str) -> dict[str, str | None]:
        """Return the values of a draft; empty if there is none."""
        row = find_row(self.engine, DraftRow, form_id)
        return dict(row.body) if row else {}

    def for_user(self, user: str) -> tuple[str, dict[str, str | None]] | None:
        """Return the form id and the values of a person's draft, if any."""
        with reading(self.engine) as connection:
            row = connection.execute(NEWEST_OF_USER, {"user": user}).first()
        return (row.form_id, dict(row.body)) if row else None

    def delete(self, user: str) -> None:
        """Delete the draft of a person."""
        execute(self.engine, delete(DraftRow).where(col(DraftRow.user) == user))

    def prune(self, before: float) -> None:
        """Delete drafts last updated before `before` (epoch seconds)."""
        execute(self.engine, delete(DraftRow).where(col(DraftRow.updated_at) < before))
