"""When each group was last polled."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlmodel import select

from bot.store.database import fetch_all
from bot.store.tables import PollRoundRow


def polled_at(engine: Engine) -> Mapping[str, datetime]:
    """Return group id → time of its last poll."""
    rows = fetch_all(engine, select(PollRoundRow))
    return {row.group_id: datetime.fromtimestamp(row.polled_at, UTC) for row in rows}
