"""Store Fivetran's catalog as last downloaded. The list is replaced as a whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, bindparam, delete, insert
from sqlmodel import col, select

from bot.catalog.ports import CatalogChange, CatalogDownload
from bot.store.database import execute, reading, transaction, upsert
from bot.store.readable_rows import read_rows
from bot.store.tables import CatalogDownloadRow, ConnectorConfigRow, ConnectorTypeRow
from workflows.catalog.connector_metadata import ConnectorTypeMetadata
from workflows.ports import Clock

CHANGES_ADAPTER = TypeAdapter(tuple[CatalogChange, ...])
CONFIG = select(ConnectorConfigRow.config, ConnectorConfigRow.read_at).where(
    ConnectorConfigRow.id == bindparam("service")
)
CONFIG_READ_AT = select(ConnectorConfigRow.read_at).where(ConnectorConfigRow.id == bindparam("service"))


@dataclass(frozen=True)
class CatalogStore:
    """Implements `bot.catalog.ports.CatalogStorage`."""

    engine: Engine
    clock: Clock

    def replace(self, entries: Sequence[ConnectorTypeMetadata], changes: Sequence[CatalogChange]) -> CatalogDownload:
        """Replace the whole catalog, and record the download."""
        now = self.clock.now()
        rows = [{"id": str(entry["id"]), "body": dict(entry)} for entry in entries]
        with transaction(self.engine) as session:
            session.execute(delete(ConnectorTypeRow))
            if rows:
                session.execute(insert(ConnectorTypeRow), rows)
            row = CatalogDownloadRow(
                downloaded_at=now.timestamp(),
                service_count=len(rows),
                changes=CHANGES_ADAPTER.dump_python(tuple(changes), mode="json"),
            )
            session.add(row)
            session.flush()
            return _download(row)

    def entries(self) -> list[ConnectorTypeMetadata]:
        """Return every entry, by id."""
        with transaction(self.engine) as session:
            return [row.body for row in session.exec(select(ConnectorTypeRow).order_by(col(ConnectorTypeRow.id)))]

    def latest_download(self) -> CatalogDownload | None:
        """Return the last download; None before the first."""
        with transaction(self.engine) as session:
            row = session.exec(select(CatalogDownloadRow).order_by(col(CatalogDownloadRow.id).desc()).limit(1)).first()
            return _download(row) if row else None

    def downloads_since(self, moment: datetime) -> list[CatalogDownload]:
        """Return the downloads since `moment`, newest first."""
        with transaction(self.engine) as session:
            is_recent = col(CatalogDownloadRow.downloaded_at) >= moment.timestamp()
            newest = select(CatalogDownloadRow).where(is_recent).order_by(col(CatalogDownloadRow.id).desc())
            return read_rows("download of the catalog", session.exec(newest), _download, lambda row: str(row.id))

    def config_read_at(self, service_id: str) -> datetime | None:
        """Return when the config of a service was read; None before the first time."""
        with reading(self.engine) as connection:
            read_at = connection.execute(CONFIG_READ_AT, {"service": service_id}).scalar()
        return datetime.fromtimestamp(read_at, UTC) if read_at is not None else None

    def get_config(self, service_id: str) -> tuple[Mapping[str, Any], datetime] | None:
        """Return the config of a service, and when it was read."""
        with reading(self.engine) as connection:
            row = connection.execute(CONFIG, {"service": service_id}).first()
        return (row.config, datetime.fromtimestamp(row.read_at, UTC)) if row else None

    def save_config(self, service_id: str, config: Mapping[str, Any]) -> None:
        """Store the config of a service; several processes can have read it at once."""
        values = {"read_at": self.clock.now().timestamp(), "config": dict(config)}
        entry = upsert(self.engine, ConnectorConfigRow).values(id=service_id, **values)
        execute(self.engine, entry.on_conflict_do_update(index_elements=["id"], set_=values))


def _download(row: CatalogDownloadRow) -> CatalogDownload:
    return CatalogDownload(
        row.id or 0,
        datetime.fromtimestamp(row.downloaded_at, UTC),
        row.service_count,
        CHANGES_ADAPTER.validate_python(row.changes),
    )
