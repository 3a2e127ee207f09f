"""Connections as Fivetran lists them."""

from typing import Any


def a_listed_connection(number: int, **facts: Any) -> dict[str, Any]:
    """Return a working connection; facts of its status replace those of its status."""
    status: dict[str, Any] = {
        "setup_state": "connected",
        "sync_state": "scheduled",
        "is_historical_sync": False,
        "tasks": [],
        "warnings": [],
    }
    inside = {name: facts.pop(name) for name in [*facts] if name in status}
    return {
        "id": f"otter_{number}",
        "group_id": "dev",
        "service": "stripe",
        "schema": f"stripe_{number}",
        "paused": False,
        "created_at": "2026-01-01T00:00:00Z",
        "succeeded_at": "2026-11-23T08:00:00Z",
        "sync_frequency": 360,
        "connected_by": "brisk_wolf",
        **facts,
        "status": status | inside,
    }
