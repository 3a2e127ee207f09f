"""What the catalog needs: Fivetran's metadata, and storage for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from workflows.catalog.connector_metadata import ConnectorTypeMetadata
from workflows.formatting import format_time


class MetadataSource(Protocol):
    """Reads connector-type metadata."""

    def fetch_all(self) -> Iterator[ConnectorTypeMetadata]:
        """Yield every connector type, page by page, without its config."""
        ...

    def fetch_config(self, service_id: str) -> ConnectorTypeMetadata:
        """Return the config of one connector type."""
        ...


class ChangeKind(StrEnum):
    """What changed about a service."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    STATUS = "status"


@dataclass(frozen=True)
class CatalogChange:
    """A change of the catalog: of a name, or of a status such as `general_availability`."""

    service: str
    kind: ChangeKind
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class CatalogDownload:
    """When the list was last downloaded, and what changed."""

    id: int
    downloaded_at: datetime
    service_count: int
    changes: tuple[CatalogChange, ...]

    @property
    def line(self) -> str:
        """Time and number of services, for a person."""
        return f"{format_time(self.downloaded_at)}, {self.service_count} services"


class CatalogStorage(Protocol):
    """Stores the catalog."""

    def replace(self, entries: Sequence[ConnectorTypeMetadata], changes: Sequence[CatalogChange]) -> CatalogDownload:
        """Replace the whole catalog, or nothing."""
        ...

    def entries(self) -> Sequence[ConnectorTypeMetadata]:
        """Return every entry."""
        ...

    def latest_download(self) -> CatalogDownload | None:
        """Return the last download; None before the first."""
        ...

    def config_read_at(self, service_id: str) -> datetime | None:
        """Return when the config of a service was read: its version."""
        ...

    def get_config(self, service_id: str) -> tuple[ConnectorTypeMetadata, datetime] | None:
        """Return the config of a service, and when it was read."""
        ...

    def save_config(self, service_id: str, config: ConnectorTypeMetadata) -> None:
        """Store the config of a service."""
        ...
