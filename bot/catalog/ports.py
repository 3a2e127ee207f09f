"""What the catalogue needs: somebody who knows Fivetran's metadata, and a place to keep it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

Facts = Mapping[str, Any]


class Source(Protocol):
    """Where the metadata comes from."""

    def every(self) -> Iterator[Facts]:
        """Every connector type, page after page, without its config."""
        ...

    def config(self, service_id: str) -> Facts:
        """The config fields of one connector type."""
        ...


class Download(Protocol):
    """A complete download."""

    @property
    def id(self) -> int:
        """Each has its own."""
        ...

    @property
    def at(self) -> datetime:
        """When."""
        ...


class Shelf(Protocol):
    """Where the catalogue is kept."""

    def replace(self, entries: Sequence[Facts], changes: Sequence[str]) -> Download:
        """Let this be the catalogue, all of it or nothing."""
        ...

    def entries(self) -> Sequence[Facts]:
        """All of it."""
        ...

    def latest(self) -> Download | None:
        """The last download."""
        ...

    def config(self, service_id: str) -> tuple[Facts, datetime] | None:
        """What the page of a service said, and when."""
        ...

    def keep_config(self, service_id: str, config: Facts) -> None:
        """What it says now."""
        ...
