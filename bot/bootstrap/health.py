"""What works and what doesn't: for `/health/ready`, the metrics, and the log."""

import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import make_url

from bot.bootstrap.core import Container
from bot.durable.queue_settings import CLICK_QUEUE
from bot.durable.work_table import queue_waits
from bot.slack.socket import SocketConnection
from workflows.errors import Unavailable
from workflows.formatting import format_duration

log = structlog.get_logger(__name__)

MIN_FREE_BYTES = 50_000_000
"""Free space that SQLite needs: its write-ahead log can grow to some megabytes in a burst."""
MAX_CLICK_WAIT_SECONDS = 60.0
"""Seconds after which the queue of clicks counts as blocked. Usually, a click waits a fifth of one."""
MAX_WAIT_SECONDS = 900.0
"""The same for the other queues. What waits there may follow a step that a vendor delays for minutes."""
MAX_POLL_AGE = timedelta(minutes=10)
"""Time without a finished poll round of a group, ten times the usual interval."""
MAX_MISSED_ROUNDS = 3
"""The same in intervals, while polling is throttled."""


@dataclass
class ProcessHealth:
    """The health of this process. Without a `socket`, Slack reaches it over HTTP."""

    parts: Container
    socket: SocketConnection | None
    started_at: datetime
    _before: set[str] = field(default_factory=set)
    _logged: set[str] = field(default_factory=set)

    def problems(self) -> dict[str, str]:
        """Return each part and what is wrong with it; empty text if it works."""
        parts = self.parts
        database = parts.stores.heartbeats.problem()
        slack = parts.slack.client.credential.problem or (self.socket.problem() if self.socket else "")
        found = {"database": database, "disk": disk_problem(self.free_bytes()), "slack": slack}
        if not database:
            try:
                found |= {"polling": self._polling(), "queues": queue_problem(queue_waits())}
            except Unavailable as failure:
                found["database"] = failure.message
        return found

    def numbers(self) -> dict[str, dict[str, float]]:
        """Return the numbers behind `problems`, for `bot.metrics`: gauge → label → value."""
        found: dict[str, dict[str, float]] = {}
        if (free := self.free_bytes()) is not None:
            found["disk_free_bytes"] = {"": free}
        if self.socket:
            found["socket_connections"] = {"": self.socket.state.connections}
            if (at := self.socket.state.last_event_at) is not None:
                found["socket_last_event_seconds"] = {"": time.monotonic() - at}
        with suppress(Unavailable):
            found["queue_wait_seconds"] = queue_waits()
            found["poll_age_seconds"] = {group: age.total_seconds() for group, age in self.poll_ages().items()}
        return found

    def watch(self, _tick: str) -> None:
        """Log each problem that lasts for two looks, and its end; replace a silent socket."""
        if self.socket:
            self.socket.revive()
        now = {part: problem for part, problem in self.problems().items() if problem}
        for part in (now.keys() & self._before) - self._logged:
            log.warning("the bot isn't ready", part=part, reason=now[part])
            self._logged.add(part)
        for part in self._logged - now.keys():
            log.info("a part works again", part=part)
            self._logged.discard(part)
        self._before = set(now)

    def free_bytes(self) -> int | None:
        """Return the free space where the SQLite file is; None for another database."""
        address = make_url(self.parts.settings.database_url)
        if address.get_backend_name() != "sqlite" or not address.database:
            return None
        return shutil.disk_usage(Path(address.database).absolute().parent).free

    def poll_ages(self) -> dict[str, timedelta]:
        """Return the time since the last finished poll round of each group that can be polled now."""
        throttle, now = self.parts.fivetran.throttle, self.parts.clock.now()
        groups = filter(throttle.allows, self.parts.settings.groups)
        began = self.started_at
        return {group: now - max(throttle.store.last_polled_at(group) or began, began) for group in groups}

    def _polling(self) -> str:
        return poll_problem(self.poll_ages(), self.parts.fivetran.throttle.interval.minutes)


def disk_problem(free: int | None) -> str:
    """Return what is wrong with the disk; empty if it has space, or isn't ours."""
    if free is None or free >= MIN_FREE_BYTES:
        return ""
    return f"The disk of the database has only {free // 1_000_000} MB left."


def queue_problem(waits: Mapping[str, float]) -> str:
    """Return which queue is blocked; empty if none is."""
    for queue, seconds in waits.items():
        if seconds > (MAX_CLICK_WAIT_SECONDS if queue == CLICK_QUEUE else MAX_WAIT_SECONDS):
            return f"Work waits in the queue {queue} for {seconds:.0f} seconds."
    return ""


def poll_problem(ages: Mapping[str, timedelta], interval_minutes: int) -> str:
    """Return which group wasn't polled to the end for too long; empty if none is."""
    limit = max(MAX_POLL_AGE, timedelta(minutes=MAX_MISSED_ROUNDS * interval_minutes))
    late = [f"{group} for {format_duration(age)}" for group, age in ages.items() if age > limit]
    return f"No poll round finished: {', '.join(late)}." if late else ""
