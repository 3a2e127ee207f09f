"""Fivetran's catalogue as we last downloaded it. The list is replaced whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from bot.store.database import transaction
from bot.store.tables import CatalogDownloadRow, ConnectorConfigRow, ConnectorTypeRow
from workflows.ports import Clock

ConnectorTypeJson = Mapping[str, Any]


@dataclass(frozen=True)
class DownloadRecord:
    """A complete download: when, how many services, and what was new about it, in words."""

    id: int
    downloaded_at: datetime
    service_count: int
    changes: tuple[str, ...]

    @property
    def line(self) -> str:
        """When it was, and how many services there were."""
        return f"{self.downloaded_at:%Y-%m-%d %H:%M} UTC, {self.service_count} services"


@dataclass(frozen=True)
class CatalogStore:
    """The tables of the catalogue."""

    engine: Engine
    clock: Clock

    def replace(self, entries: Sequence[ConnectorTypeJson], changes: Sequence[str]) -> DownloadRecord:
        """Let this be the catalogue from now on."""
        now = self.clock.now()
        rows = [{"id": str(entry["id"]), "body": dict(entry)} for entry in entries]
        with transaction(self.engine) as session:
            session.execute(delete(ConnectorTypeRow))
            if rows:
                session.execute(insert(ConnectorTypeRow), rows)
            row = CatalogDownloadRow(
                downloaded_at=now.timestamp(), service_count=len(rows), changes=list(changes)
            )
            session.add(row)
            session.flush()
            return _download(row)

    def entries(self) -> list[ConnectorTypeJson]:
        """The list as it is."""
        with transaction(self.engine) as session:
            return [
                row.body for row in session.exec(select(ConnectorTypeRow).order_by(col(ConnectorTypeRow.id)))
            ]

    def latest_download(self) -> DownloadRecord | None:
        """The last download; None before the first."""
        with transaction(self.engine) as session:
            row = session.exec(
                select(CatalogDownloadRow).order_by(col(CatalogDownloadRow.id).desc()).limit(1)
            ).first()
            return _download(row) if row else None

    def downloads_since(self, moment: datetime) -> list[DownloadRecord]:
        """The downloads since then, newest first."""
        with transaction(self.engine) as session:
            late = col(CatalogDownloadRow.downloaded_at) >= moment.timestamp()
            newest = select(CatalogDownloadRow).where(late).order_by(col(CatalogDownloadRow.id).desc())
            return [_download(row) for row in session.exec(newest)]

    def get_config(self, service_id: str) -> tuple[Mapping[str, Any], datetime] | None:
        """The config fields of a service, and when its page was read."""
        with transaction(self.engine) as session:
            row = session.get(ConnectorConfigRow, service_id)
            return (row.config, datetime.fromtimestamp(row.read_at, UTC)) if row else None

    def save_config(self, service_id: str, config: Mapping[str, Any]) -> None:
        """Remember what the page of a service says now; many may have read it at once."""
        said = {"read_at": self.clock.now().timestamp(), "config": dict(config)}
        upsert = postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert
        entry = upsert(ConnectorConfigRow).values(id=service_id, **said)
        with transaction(self.engine) as session:
            session.execute(entry.on_conflict_do_update(index_elements=["id"], set_=said))


def _download(row: CatalogDownloadRow) -> DownloadRecord:
    return DownloadRecord(
        row.id or 0, datetime.fromtimestamp(row.downloaded_at, UTC), row.service_count, tuple(row.changes)
    )
