"""The canvases of channels, as they were last written."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from bot.store.database import execute, find_row, upsert
from bot.store.tables import ChannelCanvasRow
from workflows.canvas.model import ChannelCanvas


@dataclass(frozen=True)
class ChannelCanvasStore:
    """Implements `workflows.canvas.model.ChannelCanvases`."""

    engine: Engine

    def get(self, channel: str) -> ChannelCanvas:
        row = find_row(self.engine, ChannelCanvasRow, channel)
        if row is None:
            return ChannelCanvas(channel)
        retry_at = datetime.fromtimestamp(row.retry_at, UTC)
        return ChannelCanvas(row.channel, row.canvas_id, row.fingerprint, row.problem, retry_at)

    def save(self, canvas: ChannelCanvas) -> None:
        columns = {
            "canvas_id": canvas.canvas_id,
            "fingerprint": canvas.fingerprint,
            "problem": canvas.problem,
            "retry_at": canvas.retry_at.timestamp(),
        }
        statement = upsert(self.engine, ChannelCanvasRow).values(channel=canvas.channel, **columns)
        execute(self.engine, statement.on_conflict_do_update(index_elements=["channel"], set_=columns))
