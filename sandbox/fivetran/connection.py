"""A connection of the simulated account and its JSON form."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sandbox.fivetran.services import Service


class Failure(StrEnum):
    """A failure that lasts until the connection is repaired."""

    RECONNECT = "reconnect"
    SYNC = "sync"
    DELAYED = "delayed"
    SCHEMA = "schema"


class Credentials(StrEnum):
    """Whether credentials were given and are right. The credentials themselves are never stored."""

    NONE = "none"
    GOOD = "good"
    WRONG = "wrong"


@dataclass
class Run:
    """A running sync. Times are epoch seconds of sandbox time."""

    sync_id: str
    started: float
    ends: float
    historical: bool


@dataclass
class Connection:
    """One connection. Times are epoch seconds of sandbox time."""

    id: str
    group_id: str
    service: Service
    schema: str
    created_at: float
    names: dict[str, str] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)
    """Config fields, with secrets masked."""
    settings: dict[str, Any] = field(default_factory=dict)
    """Attributes that are stored and returned: `sync_frequency`, `schedule_type`, and others."""
    credentials: Credentials = Credentials.NONE
    connected_by: str | None = None
    paused: bool = True
    setup_state: str = "incomplete"
    hours: float = 3.0
    """Length of the historical sync."""
    history_done: bool = False
    succeeded_at: float | None = None
    failed_at: float | None = None
    started_at: float | None = None
    due: float | None = None
    rescheduled_for: float | None = None
    run: Run | None = None
    failure: Failure | None = None
    failing_runs: int = 0
    """How many of the next syncs fail."""
    warnings: dict[str, str] = field(default_factory=dict)
    """Code → message."""
    tables: dict[str, dict[str, Any]] | None = None
    """The captured tables. None until the first sync or a reload."""
    change_handling: str = "ALLOW_ALL"
    is_hidden: bool = False
    """Whether the API denies it, although it exists."""
    distortion: dict[str, Any] = field(default_factory=dict)
    """Fields of its JSON that are other than documented."""
    history: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=300))

    @property
    def frequency(self) -> float:
        """Seconds between two syncs."""
        return float(self.settings["sync_frequency"]) * 60

    @property
    def is_manual(self) -> bool:
        """Whether it syncs only on request."""
        return bool(self.settings["schedule_type"] == "manual")

    @property
    def can_sync(self) -> bool:
        """Whether it is able to sync."""
        return not self.paused and self.setup_state == "connected" and self.failure is not Failure.DELAYED

    @property
    def sync_state(self) -> str:
        """`paused`, `syncing`, `rescheduled`, or `scheduled`."""
        if self.paused:
            return "paused"
        if self.run:
            return "syncing"
        return "rescheduled" if self.rescheduled_for else "scheduled"

    @property
    def tasks(self) -> list[dict[str, Any]]:
        """Tasks that the owner must complete before it works again."""
        if self.failure is not Failure.RECONNECT:
            return []
        words = f"The authorization for {self.service.facts['name']} is no longer accepted. Reconnect it."
        return [{"code": "reconnect", "message": words}]


TimeFormat = Callable[[float], str]


def connection_json(connection: Connection, iso: TimeFormat, *, in_list: bool = False) -> dict[str, Any]:
    """Return the connection as the API shows it. Lists leave out `config`."""
    config = {} if in_list else {"config": connection.config}
    as_documented = {
        "id": connection.id,
        "group_id": connection.group_id,
        "service": connection.service.id,
        "service_version": 1,
        "schema": connection.schema,
        "connected_by": connection.connected_by,
        "created_at": iso(connection.created_at),
        "succeeded_at": _at(connection.succeeded_at, iso),
        "failed_at": _at(connection.failed_at, iso),
        "paused": connection.paused,
        **connection.settings,
        "status": _status(connection, iso),
        **config,
        "source_sync_details": {},
    }
    return as_documented | connection.distortion


def _status(connection: Connection, iso: TimeFormat) -> dict[str, Any]:
    late = connection.failure is Failure.DELAYED
    return {
        "setup_state": connection.setup_state,
        "schema_status": "blocked_on_capture" if connection.failure is Failure.SCHEMA else "ready",
        "sync_state": connection.sync_state,
        "update_state": "delayed" if late else "on_schedule",
        "is_historical_sync": not connection.history_done,
        "rescheduled_for": _at(connection.rescheduled_for, iso),
        "tasks": connection.tasks,
        "warnings": [{"code": code, "message": message} for code, message in connection.warnings.items()],
    }


def _at(moment: float | None, iso: TimeFormat) -> str | None:
    return None if moment is None else iso(moment)
