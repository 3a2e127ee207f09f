"""Fivetran's JSON about a connection, as the values that the workflows know."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from workflows.connections.model import Connection, SetupTest


def parse_connection(data: Mapping[str, Any]) -> Connection:
    """A connection out of a list or a single answer: both have the same keys."""
    status = data["status"]
    return Connection(
        id=str(data["id"]),
        group_id=str(data["group_id"]),
        service=str(data["service"]),
        name=str(data["schema"]),
        paused=bool(data["paused"]),
        setup_state=str(status["setup_state"]),
        sync_state=str(status["sync_state"]),
        is_historical_sync=bool(status["is_historical_sync"]),
        created_at=parse_timestamp(data["created_at"]),
        succeeded_at=parse_timestamp(data["succeeded_at"]) if data.get("succeeded_at") else None,
        failed_at=parse_timestamp(data["failed_at"]) if data.get("failed_at") else None,
        tasks=tuple(str(task.get("message") or task.get("code")) for task in status.get("tasks") or ()),
        update_state=str(status.get("update_state") or "on_schedule"),
        schedule_type=str(data.get("schedule_type") or "auto"),
        sync_frequency=int(data["sync_frequency"]) if data.get("sync_frequency") else None,
        task_codes=tuple(str(task.get("code") or "").lower() for task in status.get("tasks") or ()),
        warnings={_code(one): str(one.get("message") or _code(one)) for one in status.get("warnings") or ()},
        rescheduled_for=parse_timestamp(status["rescheduled_for"]) if status.get("rescheduled_for") else None,
        schema_status=str(status.get("schema_status") or "ready"),
        pause_after_trial=bool(data.get("pause_after_trial")),
    )


def _code(warning: Mapping[str, Any]) -> str:
    return str(warning.get("code") or "warning").lower()


def parse_setup_tests(data: Mapping[str, Any]) -> Sequence[SetupTest]:
    """The setup tests of an answer."""
    tests = data.get("setup_tests") or ()
    return [
        SetupTest(str(test["title"]), str(test["status"]), str(test.get("message") or "")) for test in tests
    ]


def parse_timestamp(text: str) -> datetime:
    """A time as Fivetran writes it, aware, in UTC."""
    parsed = datetime.fromisoformat(text)
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
