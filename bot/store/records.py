"""What the database knows of connections and requests, for answers to questions."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pydantic import TypeAdapter
from sqlalchemy import Engine, or_
from sqlmodel import col, select

from bot.store.database import transaction
from bot.store.requests import request_of
from bot.store.rows import AnnouncementRow, ConnectionRow, RequestRow, RoundRow
from workflows.connection import Connection
from workflows.facts import Breakage
from workflows.life import ENDED
from workflows.ports import Announcement
from workflows.request import ConnectorRequest

CONNECTION = TypeAdapter(Connection)
ANNOUNCEMENT = TypeAdapter(Announcement)


class RecordStore:
    """Reads only; nothing here is changed by asking."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def connections(self) -> Sequence[Connection]:
        """Every connection as it was when last read, by name."""
        with transaction(self._engine) as session:
            query = select(ConnectionRow.body).order_by(col(ConnectionRow.name), col(ConnectionRow.id))
            return [CONNECTION.validate_python(body) for body in session.exec(query) if body]

    def requests(self, asker: str | None) -> Sequence[ConnectorRequest]:
        """Requests that are not over, and all of `asker`."""
        mine = or_(col(RequestRow.status).not_in(ENDED), col(RequestRow.requester) == asker)
        with transaction(self._engine) as session:
            query = select(RequestRow).where(mine).order_by(col(RequestRow.submitted_at))
            return [request_of(row) for row in session.exec(query)]

    def looked_at(self) -> Mapping[str, datetime]:
        """Group id → when all of its connections were last read."""
        with transaction(self._engine) as session:
            rows = session.exec(select(RoundRow)).all()
        return {row.group_id: datetime.fromtimestamp(row.looked_at, UTC) for row in rows}

    def breakages(self, since: datetime) -> Sequence[Breakage]:
        """What broke or recovered since then."""
        recent = col(AnnouncementRow.found_at) >= since.timestamp()
        with transaction(self._engine) as session:
            rows = session.exec(select(AnnouncementRow).where(recent)).all()
        return [
            Breakage(
                datetime.fromtimestamp(row.found_at or 0, UTC),
                ANNOUNCEMENT.validate_python(row.body).changes,
            )
            for row in rows
        ]
