"""Store the preferences of channels and people, and count their posts."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter

from pydantic import TypeAdapter
from sqlalchemy import Engine, delete, insert, update
from sqlmodel import Session, col, select

from bot.store.database import chunks, count_by, fetch_all, find_row, transaction, upsert
from bot.store.incident_rows import SUBJECT_TABLES
from bot.store.readable_rows import read_rows
from bot.store.tables import NotificationRow, RecipientRow, SubscriptionRow
from workflows.subscriptions.preferences import Preferences

PREFERENCES_ADAPTER = TypeAdapter(Preferences)
PREFERENCES_KEY = "preferences"
"""The key of the preferences in a row's body; other keys belong to other stores."""


class PreferencesStore:
    """Preferences in the `recipient` table."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, recipient: str) -> Preferences:
        row = find_row(self._engine, RecipientRow, recipient)
        return _preferences(row) if row else Preferences(recipient)

    def relevant(self, keys: Collection[str], recipients: Collection[str]) -> Mapping[str, Preferences]:
        """Return the stored preferences of these recipients, and of those who subscribed to one of these keys."""
        return _readable(row for row in self._rows(keys, recipients) if PREFERENCES_KEY in row.body)

    def of(self, recipients: Collection[str]) -> Mapping[str, Preferences]:
        rows = self._rows((), recipients)
        readable, stored = _readable(rows), {row.id for row in rows}
        return {one: Preferences(one) for one in recipients if one not in stored} | readable

    def _rows(self, keys: Collection[str], recipients: Collection[str]) -> list[RecipientRow]:
        found: list[RecipientRow] = []
        with transaction(self._engine) as session:
            for some in chunks(sorted({*keys, *recipients})):
                subscribed = select(SubscriptionRow.recipient_id).where(col(SubscriptionRow.key).in_(some))
                wanted = subscribed.union(select(RecipientRow.id).where(col(RecipientRow.id).in_(some)))
                found += session.exec(select(RecipientRow).where(col(RecipientRow.id).in_(wanted)))
        return found

    def update(self, recipient: str, change: Callable[[Preferences], Preferences]) -> Preferences:
        new = upsert(self._engine, RecipientRow).values(id=recipient, body={}).on_conflict_do_nothing()
        with transaction(self._engine) as session:
            session.execute(new)  # also locks the row between reading and writing
            row = session.get_one(RecipientRow, recipient, with_for_update=True)
            changed = change(_preferences(row))
            if changed != _preferences(row):
                row.body = {
                    **row.body,
                    PREFERENCES_KEY: PREFERENCES_ADAPTER.dump_python(changed, mode="json"),
                }
                row.is_notice_due = changed.unreachable is not None and not changed.unreachable.is_notified
                _replace_subscriptions(session, changed)
                _release_held_messages(session)
        return changed

    def unnotified_unreachable(self) -> Sequence[Preferences]:
        rows = fetch_all(self._engine, select(RecipientRow).where(col(RecipientRow.is_notice_due).is_(True)))
        return [*_readable(rows).values()]

    def count_posts_by_connection(self, recipient: str, since: datetime) -> Mapping[str | None, int]:
        is_recent = col(NotificationRow.posted_at) >= since.timestamp()
        of_recipient = col(NotificationRow.recipient_id) == recipient
        return count_by(self._engine, col(NotificationRow.connection_id), of_recipient, is_recent)

    def count_posts_by_recipient(self, since: datetime) -> Mapping[str, int]:
        is_recent = col(NotificationRow.posted_at) >= since.timestamp()
        return count_by(self._engine, col(NotificationRow.recipient_id), is_recent)


def _readable(rows: Iterable[RecipientRow]) -> dict[str, Preferences]:
    """Return the preferences by recipient, without those that can't be read."""
    return dict(read_rows("recipient", rows, lambda row: (row.id, _preferences(row)), attrgetter("id")))


def _preferences(row: RecipientRow) -> Preferences:
    stored = row.body.get(PREFERENCES_KEY)
    return PREFERENCES_ADAPTER.validate_python(stored) if stored else Preferences(row.id)


def _replace_subscriptions(session: Session, changed: Preferences) -> None:
    """Write what the recipient is subscribed to."""
    session.execute(delete(SubscriptionRow).where(col(SubscriptionRow.recipient_id) == changed.recipient))
    keys = {one.key for one in changed.subscriptions or ()}
    if keys:
        rows = [{"recipient_id": changed.recipient, "key": key} for key in sorted(keys)]
        session.execute(insert(SubscriptionRow), rows)


def _release_held_messages(session: Session) -> None:
    """Let the sweep check messages again that quiet hours or a mute held before this change."""
    for table in SUBJECT_TABLES:
        is_lagging = col(table.is_in_sync).is_(False)
        session.execute(update(table).where(is_lagging).values(due_at=0.0))
