"""A connection of the pretend account: what is remembered of it, and how the API shows it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sandbox.fivetran.services import Service


class Trouble(StrEnum):
    """What is wrong with a connection until somebody heals it."""

    RECONNECT = "reconnect"
    SYNC = "sync"
    DELAYED = "delayed"
    SCHEMA = "schema"


class Credentials(StrEnum):
    """All that is kept of credentials: whether some were given and whether they are right."""

    NONE = "none"
    GOOD = "good"
    WRONG = "wrong"


@dataclass
class Run:
    """A sync that is going on. Times are epoch seconds of sandbox time."""

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
    """Secrets are masked before they get here."""
    settings: dict[str, Any] = field(default_factory=dict)
    """Plain attributes that are stored and echoed: `sync_frequency`, `schedule_type` and the like."""
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
    trouble: Trouble | None = None
    stumbles: int = 0
    """How many of its next syncs fail, before it is well again by itself."""
    warnings: dict[str, str] = field(default_factory=dict)
    """Code → message."""
    tables: dict[str, dict[str, Any]] | None = None
    """The captured tables; None until the first sync or a reload."""
    change_handling: str = "ALLOW_ALL"
    history: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=300))

    @property
    def frequency(self) -> float:
        """Seconds between two syncs."""
        return float(self.settings["sync_frequency"]) * 60

    @property
    def is_manual(self) -> bool:
        """Whether it only syncs when told to."""
        return bool(self.settings["schedule_type"] == "manual")

    @property
    def may_run(self) -> bool:
        """Whether nothing keeps it from syncing."""
        return not self.paused and self.setup_state == "connected" and self.trouble is not Trouble.DELAYED

    @property
    def sync_state(self) -> str:
        """`paused`, `syncing`, `rescheduled` or `scheduled`."""
        if self.paused:
            return "paused"
        if self.run:
            return "syncing"
        return "rescheduled" if self.rescheduled_for else "scheduled"

    @property
    def tasks(self) -> list[dict[str, Any]]:
        """What somebody has to do before it works again."""
        if self.trouble is not Trouble.RECONNECT:
            return []
        words = f"The authorisation for {self.service.facts['name']} is no longer accepted. Reconnect it."
        return [{"code": "reconnect", "message": words}]


Iso = Callable[[float], str]


def shown(connection: Connection, iso: Iso, *, in_list: bool = False) -> dict[str, Any]:
    """The connection as the API shows it; lists leave `config` out."""
    config = {} if in_list else {"config": connection.config}
    return {
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


def _status(connection: Connection, iso: Iso) -> dict[str, Any]:
    late = connection.trouble is Trouble.DELAYED
    return {
        "setup_state": connection.setup_state,
        "schema_status": "blocked_on_capture" if connection.trouble is Trouble.SCHEMA else "ready",
        "sync_state": connection.sync_state,
        "update_state": "delayed" if late else "on_schedule",
        "is_historical_sync": not connection.history_done,
        "rescheduled_for": _at(connection.rescheduled_for, iso),
        "tasks": connection.tasks,
        "warnings": [{"code": code, "message": message} for code, message in connection.warnings.items()],
    }


def _at(moment: float | None, iso: Iso) -> str | None:
    return None if moment is None else iso(moment)
