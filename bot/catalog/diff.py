"""What is new about a catalogue: what appeared, what vanished, what changed its status or its name."""

from collections.abc import Mapping, Sequence
from typing import Any

Facts = Mapping[str, Any]


def describe_catalog_changes(before: Sequence[Facts], now: Sequence[Facts]) -> list[str]:
    """Every change in words, by service id; nothing when there was no catalogue before."""
    old, new = ({str(entry["id"]): entry for entry in entries} for entries in (before, now))
    if not old:
        return []
    lines = []
    for service in sorted(old.keys() | new.keys()):
        if service not in old:
            lines.append(f"+ {service} appeared ({_status(new[service])})")
        elif service not in new:
            lines.append(f"- {service} vanished")
        else:
            lines += _changed(service, old[service], new[service])
    return lines


def _changed(service: str, old: Facts, new: Facts) -> list[str]:
    lines = []
    if _status(old) != _status(new):
        lines.append(f"~ {service}: {_status(old)} → {_status(new)}")
    if old.get("name") != new.get("name"):
        lines.append(f"~ {service} is now called {new.get('name')}")
    return lines


def _status(entry: Facts) -> str:
    return str(entry.get("service_status") or "unknown status").replace("_", " ")
