"""Previews of links that show all of a request, remembered to redact them if it becomes confidential."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, delete
from sqlmodel import col, select

from bot.store.database import execute, fetch_all, upsert
from bot.store.tables import LinkPreviewRow
from workflows.ports import Clock
from workflows.reporting.shared_links import PostedPreview
from workflows.requests.mirrors import Message

MAX_REDACTED_PREVIEWS = 100
"""Previews of one request that are redacted, newest first."""


class LinkPreviewStore:
    """What was posted where."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def record(self, previews: Sequence[PostedPreview]) -> None:
        """Remember the previews below a message."""
        rows = [
            {
                "id": _id(one),
                "request_id": one.request_id,
                "channel": one.message.channel,
                "ts": one.message.ts,
                "url": one.url,
                "posted_at": self._clock.now().timestamp(),
            }
            for one in previews
        ]
        if rows:
            execute(self._engine, upsert(self._engine, LinkPreviewRow).values(rows).on_conflict_do_nothing())

    def of_request(self, request_id: str) -> Sequence[PostedPreview]:
        """Return the newest previews of a request."""
        posted = select(LinkPreviewRow).where(col(LinkPreviewRow.request_id) == request_id)
        newest = posted.order_by(col(LinkPreviewRow.posted_at).desc()).limit(MAX_REDACTED_PREVIEWS)
        rows = fetch_all(self._engine, newest)
        return [PostedPreview(Message(row.channel, row.ts), row.url, row.request_id) for row in rows]

    def forget(self, preview: PostedPreview) -> None:
        """Forget a preview that is redacted, or gone."""
        execute(self._engine, delete(LinkPreviewRow).where(col(LinkPreviewRow.id) == _id(preview)))

    def prune(self, before: datetime) -> None:
        """Forget previews that were posted before then."""
        execute(self._engine, delete(LinkPreviewRow).where(col(LinkPreviewRow.posted_at) < before.timestamp()))


def _id(preview: PostedPreview) -> str:
    message = preview.message
    return hashlib.sha256(f"{message.channel}:{message.ts}:{preview.url}".encode()).hexdigest()[:20]
