"""What the catalog needs: Fivetran's metadata, and storage for it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from workflows.catalog.connector_metadata import ConnectorTypeMetadata


class MetadataSource(Protocol):
    """Reads connector-type metadata."""

    def fetch_all(self) -> Iterator[ConnectorTypeMetadata]:
        """Yield every connector type, page by page, without its config."""
        ...

    def fetch_config(self, service_id: str) -> ConnectorTypeMetadata:
        """Return the config of one connector type."""
        ...


class CatalogDownload(Protocol):
    """A complete download."""

    @property
    def id(self) -> int:
        """Its unique id."""
        ...

    @property
    def downloaded_at(self) -> datetime:
        """When it was complete."""
        ...


class CatalogStorage(Protocol):
    """Stores the catalog."""

    def replace(self, entries: Sequence[ConnectorTypeMetadata], changes: Sequence[str]) -> CatalogDownload:
        """Replace the whole catalog, or nothing."""
        ...

    def entries(self) -> Sequence[ConnectorTypeMetadata]:
        """Return every entry."""
        ...

    def latest_download(self) -> CatalogDownload | None:
        """Return the last download; None before the first."""
        ...

    def get_config(self, service_id: str) -> tuple[ConnectorTypeMetadata, datetime] | None:
        """Return the config of a service, and when it was read."""
        ...

    def save_config(self, service_id: str, config: ConnectorTypeMetadata) -> None:
        """Store the config of a service."""
        ...
