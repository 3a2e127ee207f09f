"""The connections of an account, as Fivetran lists them, and what the bot makes of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.fivetran.parsing import parse_connection
from bot.foreign.fields import Fields
from workflows.connections.model import Connection

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
GROUPS = ("dev", "prod")
PER_SERVICE = 10
"""Connections of one service, whatever the size."""
BROKEN_SHARE, PAUSED_SHARE = 40, 50
"""One connection of this many is broken: 500 of 20,000."""
WORDS = ("sales", "events", "billing", "orders", "ads_europe", "support", "telemetry")


def connection_item(number: int) -> dict[str, Any]:
    """Return a connection as Fivetran lists it."""
    is_broken = _is_broken(number)
    tasks = [{"code": "reconnect", "message": "Reconnect it.", "details": None}] if is_broken else []
    return {
        "id": f"otter_{number}",
        "service": f"service_{number // PER_SERVICE}",
        "schema": f"{WORDS[number % len(WORDS)]}_{number}",
        "paused": number % PAUSED_SHARE == 7 and not is_broken,
        "pause_after_trial": False,
        "group_id": GROUPS[number // 2 % 2],
        "connected_by": "interpret_lasso",
        "created_at": f"{NOW - timedelta(days=number % 900 + 1):%Y-%m-%dT%H:%M:%S.000000Z}",
        "succeeded_at": f"{NOW - timedelta(hours=2, seconds=number % 3_600):%Y-%m-%dT%H:%M:%S.000000Z}",
        "failed_at": None,
        "service_version": 4,
        "sync_frequency": 360,
        "schedule_type": "auto",
        "daily_sync_time": None,
        "networking_method": "Directly",
        "proxy_agent_id": None,
        "private_link_id": None,
        "hybrid_deployment_agent_id": None,
        "data_delay_sensitivity": "NORMAL",
        "data_delay_threshold": 0,
        "source_sync_details": {},
        "status": {
            "setup_state": "broken" if is_broken else "connected",
            "schema_status": "ready",
            "sync_state": "scheduled",
            "update_state": "on_schedule",
            "is_historical_sync": False,
            "rescheduled_for": None,
            "tasks": tasks,
            "warnings": [],
        },
    }


def connection(number: int) -> Connection:
    """Return a connection as the bot reads it."""
    return parse_connection(Fields(connection_item(number)))


def _is_broken(number: int) -> bool:
    return number % BROKEN_SHARE == BROKEN_SHARE - 1
