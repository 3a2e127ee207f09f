"""What the catalogue needs: somebody who knows Fivetran's metadata, and a place to keep it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

TypeMetadata = Mapping[str, Any]


class MetadataSource(Protocol):
    """Where the metadata comes from."""

    def fetch_all(self) -> Iterator[TypeMetadata]:
        """Every connector type, page after page, without its config."""
        ...

    def fetch_config(self, service_id: str) -> TypeMetadata:
        """The config fields of one connector type."""
        ...


class CatalogDownload(Protocol):
    """A complete download."""

    @property
    def id(self) -> int:
        """Each has its own."""
        ...

    @property
    def downloaded_at(self) -> datetime:
        """When."""
        ...


class CatalogStorage(Protocol):
    """Where the catalogue is kept."""

    def replace(self, entries: Sequence[TypeMetadata], changes: Sequence[str]) -> CatalogDownload:
        """Let this be the catalogue, all of it or nothing."""
        ...

    def entries(self) -> Sequence[TypeMetadata]:
        """All of it."""
        ...

    def latest_download(self) -> CatalogDownload | None:
        """The last download."""
        ...

    def get_config(self, service_id: str) -> tuple[TypeMetadata, datetime] | None:
        """What the page of a service said, and when."""
        ...

    def save_config(self, service_id: str, config: TypeMetadata) -> None:
        """What it says now."""
        ...
