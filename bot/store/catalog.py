"""Fivetran's catalogue as we last downloaded it. The list is replaced whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from bot.store.database import transaction
from bot.store.tables import ConnectorConfigRow, ConnectorTypeRow, DownloadRow
from workflows.ports import Clock

Summary = Mapping[str, Any]


@dataclass(frozen=True)
class Download:
    """A complete download: when, how many services, and what was new about it, in words."""

    id: int
    at: datetime
    services: int
    changes: tuple[str, ...]

    @property
    def line(self) -> str:
        """When it was, and how many services there were."""
        return f"{self.at:%Y-%m-%d %H:%M} UTC, {self.services} services"


@dataclass(frozen=True)
class CatalogueStore:
    """The tables of the catalogue."""

    engine: Engine
    clock: Clock

    def replace(self, entries: Sequence[Summary], changes: Sequence[str]) -> Download:
        """Let this be the catalogue from now on."""
        now = self.clock.now()
        rows = [{"id": str(entry["id"]), "body": dict(entry)} for entry in entries]
        with transaction(self.engine) as session:
            session.execute(delete(ConnectorTypeRow))
            if rows:
                session.execute(insert(ConnectorTypeRow), rows)
            row = DownloadRow(at=now.timestamp(), services=len(rows), changes=list(changes))
            session.add(row)
            session.flush()
            return _download(row)

    def entries(self) -> list[Summary]:
        """The list as it is."""
        with transaction(self.engine) as session:
            return [
                row.body for row in session.exec(select(ConnectorTypeRow).order_by(col(ConnectorTypeRow.id)))
            ]

    def latest(self) -> Download | None:
        """The last download; None before the first."""
        with transaction(self.engine) as session:
            row = session.exec(select(DownloadRow).order_by(col(DownloadRow.id).desc()).limit(1)).first()
            return _download(row) if row else None

    def since(self, moment: datetime) -> list[Download]:
        """The downloads since then, newest first."""
        with transaction(self.engine) as session:
            late = col(DownloadRow.at) >= moment.timestamp()
            newest = select(DownloadRow).where(late).order_by(col(DownloadRow.id).desc())
            return [_download(row) for row in session.exec(newest)]

    def config(self, service_id: str) -> tuple[Mapping[str, Any], datetime] | None:
        """The config fields of a service, and when its page was read."""
        with transaction(self.engine) as session:
            row = session.get(ConnectorConfigRow, service_id)
            return (row.config, datetime.fromtimestamp(row.read_at, UTC)) if row else None

    def keep_config(self, service_id: str, config: Mapping[str, Any]) -> None:
        """Remember what the page of a service says now; many may have read it at once."""
        said = {"read_at": self.clock.now().timestamp(), "config": dict(config)}
        upsert = postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert
        entry = upsert(ConnectorConfigRow).values(id=service_id, **said)
        with transaction(self.engine) as session:
            session.execute(entry.on_conflict_do_update(index_elements=["id"], set_=said))


def _download(row: DownloadRow) -> Download:
    return Download(row.id or 0, datetime.fromtimestamp(row.at, UTC), row.services, tuple(row.changes))
