"""Describe the changes of the catalog: added, removed, renamed, and new status."""

from collections.abc import Sequence

from workflows.catalog.connector_metadata import ConnectorTypeMetadata


def describe_catalog_changes(
    before: Sequence[ConnectorTypeMetadata], now: Sequence[ConnectorTypeMetadata]
) -> list[str]:
    """Return every change in words, by service id; nothing for the first download."""
    old, new = ({str(entry["id"]): entry for entry in entries} for entries in (before, now))
    if not old:
        return []
    lines = []
    for service in sorted(old.keys() | new.keys()):
        if service not in old:
            lines.append(f"+ {service} added ({_status(new[service])})")
        elif service not in new:
            lines.append(f"- {service} removed")
        else:
            lines += _changed(service, old[service], new[service])
    return lines


def _changed(service: str, old: ConnectorTypeMetadata, new: ConnectorTypeMetadata) -> list[str]:
    lines = []
    if _status(old) != _status(new):
        lines.append(f"~ {service}: {_status(old)} → {_status(new)}")
    if old.get("name") != new.get("name"):
        lines.append(f"~ {service} renamed to {new.get('name')}")
    return lines


def _status(entry: ConnectorTypeMetadata) -> str:
    return str(entry.get("service_status") or "unknown status").replace("_", " ")
