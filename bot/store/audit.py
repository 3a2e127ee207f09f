"""Read the audit trail, record what changes no row, and erase what is personal."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import Engine, update
from sqlmodel import col, select

from bot.store.audit_rows import HEAD_ID, append_entries, audit_entry_from_row
from bot.store.database import fetch_all, find_row, transaction
from bot.store.tables import AuditEntryRow, AuditHeadRow
from workflows.audit.chain import ChainedEntry, Head, find_breaks, without_person
from workflows.audit.entries import AuditEntry, AuditFacts

AUDIT_PAGE_SIZE = 500


class AuditStore:
    """Implements `workflows.audit.entries.AuditTrail`."""

    def __init__(self, engine: Engine, current_click: Callable[[], str | None] = lambda: None) -> None:
        """`current_click` returns what the thread is working on; after a crash, it has the same id again."""
        self._engine = engine
        self._current_click = current_click

    def record(self, entry: AuditEntry) -> None:
        running = self._current_click()
        click = f"{running}:{entry.action}:{entry.subject}" if running else None
        with transaction(self._engine) as session:
            known = select(AuditEntryRow.number).where(AuditEntryRow.click == click)
            if click is None or session.exec(known).first() is None:
                append_entries(session, [entry], click)

    def head(self) -> Head:
        """Return where the trail ends."""
        row = find_row(self._engine, AuditHeadRow, HEAD_ID)
        return Head(row.number, row.hash) if row else Head()

    def entries(self, since: datetime | None = None) -> Iterator[ChainedEntry]:
        """Yield the entries from a moment on, oldest first."""
        start = since.astimezone(UTC).isoformat(timespec="microseconds") if since else ""
        last = 0
        for _page in count():
            query = select(AuditEntryRow).where(col(AuditEntryRow.number) > last, col(AuditEntryRow.at) >= start)
            rows = fetch_all(self._engine, query.order_by(col(AuditEntryRow.number)).limit(AUDIT_PAGE_SIZE))
            yield from map(audit_entry_from_row, rows)
            if len(rows) < AUDIT_PAGE_SIZE:
                return
            last = rows[-1].number

    def find_breaks(self, earlier: Head | None = None) -> Iterator[str]:
        """Yield what is wrong with the trail, in sentences. `earlier` is an end that was noted outside."""
        return find_breaks(self.entries(), earlier or self.head(), self.head)

    def erase_person(self, identity: str) -> int:
        """Erase what is personal about a Slack user id or a name in Jira. Return in how many entries.

        The chain stays intact.
        """
        affected = 0
        for entry in self.entries():
            left = without_person(entry.people, identity)
            if left != entry.people:
                self._save_people(entry.number, left)
                affected += 1
        return affected

    def _save_people(self, number: int, people: Mapping[str, AuditFacts]) -> None:
        values: Any = {role: dict(facts) for role, facts in people.items()}
        with transaction(self._engine) as session:
            session.execute(update(AuditEntryRow).where(col(AuditEntryRow.number) == number).values(people=values))
