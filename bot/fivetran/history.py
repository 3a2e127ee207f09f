"""Fivetran's own history of syncs, where the account has it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.fivetran.client import FivetranClient
from bot.fivetran.lookup import PATIENCE
from bot.fivetran.parsing import moment
from bot.fivetran.protocol import listing
from workflows.errors import Failure
from workflows.monitoring.sync_history import LOOK_BACK
from workflows.monitoring.sync_runs import Run

WINDOW = timedelta(days=7)
"""The longest time that Fivetran tells of at once."""
GOOD = frozenset({"COMPLETED", "SUCCESS", "SUCCESSFUL", "SUCCESS_WITH_TASK"})
BAD = frozenset({"FAILURE", "FAILURE_WITH_TASK"})
"""The set of statuses is open: cancelled, rescheduled or unheard-of ones neither went well nor failed."""


class FivetranHistory:
    """Reads `sync-history`; https://fivetran.com/docs/rest-api/api-reference/connections."""

    def __init__(self, client: FivetranClient) -> None:
        self._client = client

    def of(self, connection_id: str, now: datetime) -> Sequence[Run] | None:
        """The syncs of the last fourteen days; None where the account has no history, or there is no answer.

        Whoever looks is then shown what we wrote down ourselves.
        """
        start = now - LOOK_BACK
        windows = [(start, start + WINDOW), (start + WINDOW, now)]
        try:
            return [run for since, until in windows for run in self._window(connection_id, since, until)]
        except Failure:
            return None

    def _window(self, connection_id: str, since: datetime, until: datetime) -> Iterator[Run]:
        path = f"/v1/connections/{connection_id}/sync-history"
        call = listing(path, start_time=_iso(since), end_time=_iso(until))
        items = self._client.items(replace(call, patience=PATIENCE))
        return (run for item in items if (run := run_of(item)))


def run_of(item: Mapping[str, Any]) -> Run | None:
    """A run that ended; None for one that goes on, or that neither went well nor failed."""
    status, end = str(item.get("status")), item.get("end")
    if not end or status not in GOOD | BAD:
        return None
    ended_at, start = moment(end), item.get("start")
    seconds = (ended_at - moment(start)).total_seconds() if start else None
    return Run(ended_at, status in GOOD, seconds)


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
