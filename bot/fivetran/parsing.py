"""Parse Fivetran's JSON about connections. https://fivetran.com/docs/rest-api/api-reference/connections"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from workflows.connections.model import Connection, SetupTest


def parse_connection(data: Mapping[str, Any]) -> Connection:
    """Parse a connection, as an item of a list or as a single response."""
    status = data["status"]
    tasks = status.get("tasks") or ()
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
        succeeded_at=_optional_timestamp(data, "succeeded_at"),
        failed_at=_optional_timestamp(data, "failed_at"),
        tasks=tuple(_message(task) for task in tasks),
        update_state=_text(status, "update_state", "on_schedule"),
        schedule_type=_text(data, "schedule_type", "auto"),
        sync_frequency=int(data.get("sync_frequency") or 0) or None,
        task_codes=tuple(_text(task, "code", "").lower() for task in tasks),
        warnings=_parse_warnings(status.get("warnings") or ()),
        rescheduled_for=_optional_timestamp(status, "rescheduled_for"),
        schema_status=_text(status, "schema_status", "ready"),
        pause_after_trial=bool(data.get("pause_after_trial")),
    )


def _parse_warnings(warnings: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return code → message."""
    codes = [_text(warning, "code", "warning").lower() for warning in warnings]
    return {code: _text(warning, "message", code) for code, warning in zip(codes, warnings, strict=True)}


def _message(task: Mapping[str, Any]) -> str:
    return str(task.get("message") or task.get("code"))


def _text(data: Mapping[str, Any], key: str, default: str) -> str:
    return str(data.get(key) or default)


def _optional_timestamp(data: Mapping[str, Any], key: str) -> datetime | None:
    return parse_timestamp(data[key]) if data.get(key) else None


def parse_setup_tests(data: Mapping[str, Any]) -> Sequence[SetupTest]:
    """Parse the setup tests in a response."""
    tests = data.get("setup_tests") or ()
    return [SetupTest(str(test["title"]), str(test["status"]), str(test.get("message") or "")) for test in tests]


def parse_timestamp(text: str) -> datetime:
    """Parse a time in Fivetran's format as an aware datetime in UTC."""
    parsed = datetime.fromisoformat(text)
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
