"""Forms that were not sent yet. A person has one draft: the form they filled in last."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, delete
from sqlmodel import col, select

from bot.store.database import transaction
from bot.store.tables import DraftRow
from workflows.ports import Clock
from workflows.secret_scanning import drop_secrets

DraftValues = Mapping[str, str | None]


@dataclass(frozen=True)
class DraftStore:
    """The drafts."""

    engine: Engine
    clock: Clock

    def save(self, form: str, user: str, values: DraftValues) -> None:
        """Add what was filled in; what looks like a secret is left out, here as everywhere."""
        known = self.get(form)
        with transaction(self.engine) as session:
            session.execute(delete(DraftRow).where(col(DraftRow.user) == user, col(DraftRow.form_id) != form))
            body = {**known, **drop_secrets(values)}
            session.merge(
                DraftRow(form_id=form, user=user, updated_at=self.clock.now().timestamp(), body=body)
            )

    def get(self, form: str) -> dict[str, str | None]:
        """What was filled in so far; empty when nothing was."""
        with transaction(self.engine) as session:
            row = session.get(DraftRow, form)
            return dict(row.body) if row else {}

    def for_user(self, user: str) -> tuple[str, dict[str, str | None]] | None:
        """The draft of a person: its form's id and what it holds."""
        with transaction(self.engine) as session:
            newest = select(DraftRow).where(DraftRow.user == user).order_by(col(DraftRow.updated_at).desc())
            row = session.exec(newest).first()
            return (row.form_id, dict(row.body)) if row else None

    def delete(self, user: str) -> None:
        """It was sent, or is not wanted any more."""
        with transaction(self.engine) as session:
            session.execute(delete(DraftRow).where(col(DraftRow.user) == user))

    def prune(self, before: float) -> None:
        """Forget drafts that nobody touched since `before` (epoch seconds)."""
        with transaction(self.engine) as session:
            session.execute(delete(DraftRow).where(col(DraftRow.updated_at) < before))
