"""The history of a connection as JSON in its row."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from workflows.monitoring.sync_runs import PauseReason, RunHistory, SyncRun


def dump_run_history(history: RunHistory) -> dict[str, Any]:
    """Return compact JSON. A run is its end, whether it succeeded, and its duration in seconds."""
    return {
        "runs": [[run.ended_at.timestamp(), run.succeeded, run.seconds] for run in history.runs],
        "syncing_since": history.syncing_since.timestamp() if history.syncing_since else None,
        "initial_warnings": sorted(history.initial_warnings),
        "pause_reason": history.pause_reason,
        "pause_message": history.pause_message,
        "loads_recent_first": history.loads_recent_first,
    }


def parse_run_history(stored: Mapping[str, Any]) -> RunHistory:
    """Parse the history in a row."""
    return RunHistory(
        runs=tuple(SyncRun(_time(at), succeeded, seconds) for at, succeeded, seconds in stored["runs"]),
        syncing_since=_time(stored["syncing_since"]) if stored["syncing_since"] else None,
        initial_warnings=frozenset(stored["initial_warnings"]),
        pause_reason=PauseReason(stored["pause_reason"]) if stored["pause_reason"] else None,
        pause_message=stored.get("pause_message", ""),
        loads_recent_first=stored.get("loads_recent_first", False),
    )


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
