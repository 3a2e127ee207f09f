"""Fivetran's sync history, if the account has it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.fivetran.client import FivetranClient
from bot.fivetran.lookup import LOOKUP_TIMEOUT_SECONDS
from bot.fivetran.protocol import list_call
from bot.foreign.fields import Fields, as_text, as_time
from workflows.errors import DeskError
from workflows.monitoring.sync_history import SYNC_HISTORY_PERIOD
from workflows.monitoring.sync_runs import SyncRun

HISTORY_WINDOW = timedelta(days=7)
"""The longest period of one request."""
SUCCEEDED_STATUSES = frozenset({"COMPLETED", "SUCCESS", "SUCCESSFUL", "SUCCESS_WITH_TASK"})
FAILED_STATUSES = frozenset({"FAILURE", "FAILURE_WITH_TASK"})
"""Other statuses, such as canceled or rescheduled, count as neither."""


class FivetranSyncHistory:
    """Reads `sync-history`; https://fivetran.com/docs/rest-api/api-reference/connections."""

    def __init__(self, client: FivetranClient) -> None:
        self._client = client

    def for_connection(self, connection_id: str, now: datetime) -> Sequence[SyncRun] | None:
        """Return the syncs of the last 14 days; None without a history or a response.

        The recorded runs are used instead.
        """
        start = now - SYNC_HISTORY_PERIOD
        windows = [(start, start + HISTORY_WINDOW), (start + HISTORY_WINDOW, now)]
        try:
            return [run for since, until in windows for run in self._window(connection_id, since, until)]
        except DeskError:
            return None

    def _window(self, connection_id: str, since: datetime, until: datetime) -> Iterator[SyncRun]:
        path = f"/v1/connections/{connection_id}/sync-history"
        call = list_call(path, start_time=_iso(since), end_time=_iso(until))
        call = replace(call, timeout_seconds=LOOKUP_TIMEOUT_SECONDS)
        return filter(None, self._client.read_items("sync run", call, parse_run).items)


def parse_run(fields: Fields) -> SyncRun | None:
    """Parse a run; None for one that is running or counts as neither success nor failure."""
    status, ended_at = fields.optional("status", as_text, ""), fields.lenient("end", as_time, None)
    if not ended_at or status not in SUCCEEDED_STATUSES | FAILED_STATUSES:
        return None
    started_at = fields.lenient("start", as_time, None)
    seconds = (ended_at - started_at).total_seconds() if started_at else None
    return SyncRun(ended_at, status in SUCCEEDED_STATUSES, seconds)


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
