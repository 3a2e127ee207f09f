"""Find the changes of the catalog: added, removed, renamed, and new status."""

from collections.abc import Iterator, Sequence

from bot.catalog.ports import CatalogChange, ChangeKind
from workflows.catalog.connector_metadata import ConnectorTypeMetadata


def find_catalog_changes(
    before: Sequence[ConnectorTypeMetadata], now: Sequence[ConnectorTypeMetadata]
) -> Sequence[CatalogChange]:
    """Return every change, by service id; nothing for the first download."""
    old, new = ({str(entry["id"]): entry for entry in entries} for entries in (before, now))
    services = sorted(old.keys() | new.keys()) if old else ()
    return [change for service in services for change in _changes(service, old.get(service), new.get(service))]


def _changes(
    service: str, old: ConnectorTypeMetadata | None, new: ConnectorTypeMetadata | None
) -> Iterator[CatalogChange]:
    if new is None:
        yield CatalogChange(service, ChangeKind.REMOVED)
    elif old is None:
        yield CatalogChange(service, ChangeKind.ADDED, after=_status(new))
    else:
        if _status(old) != _status(new):
            yield CatalogChange(service, ChangeKind.STATUS, _status(old), _status(new))
        if old.get("name") != new.get("name"):
            yield CatalogChange(service, ChangeKind.RENAMED, str(old.get("name")), str(new.get("name")))


def _status(entry: ConnectorTypeMetadata) -> str:
    return str(entry.get("service_status") or "")
