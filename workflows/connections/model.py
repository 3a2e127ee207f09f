"""A Fivetran connection as far as we care, and what its state means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from workflows.formatting import format_duration

CONNECTION_PAGE_URL = "https://fivetran.com/dashboard/connections/{id}/status"
"""Where people open a connection, as far as anybody knows: Fivetran documents no address."""


@dataclass(frozen=True, slots=True)
class Connection:
    """What Fivetran says of a connection right now.

    Times are aware datetimes in UTC. `succeeded_at` that moves is the only proof of a finished sync.
    """

    id: str
    group_id: str
    service: str
    name: str
    """The destination schema: Fivetran knows no other name."""
    paused: bool
    setup_state: str
    """`incomplete`, `connected` or `broken`."""
    sync_state: str
    """`scheduled`, `syncing`, `paused` or `rescheduled`."""
    is_historical_sync: bool
    created_at: datetime
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    tasks: tuple[str, ...] = ()
    """Messages of what Fivetran wants somebody to do, for example to reconnect."""
    update_state: str = "on_schedule"
    """`on_schedule` or `delayed`."""
    schedule_type: str = "auto"
    """`auto`, or `manual` when something else (Airflow, say) starts the syncs."""
    sync_frequency: int | None = None
    """Minutes between two syncs, as set in Fivetran; means nothing when the schedule is manual."""
    task_codes: tuple[str, ...] = ()
    """Fivetran's codes of `tasks`, in the same order; they lead to the next step."""
    warnings: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Code → message of what Fivetran warns of."""
    rescheduled_for: datetime | None = None
    """When a rescheduled sync may run again."""
    schema_status: str = "ready"
    """`ready`, or `blocked_on_capture` and the like while a change of the schema waits for somebody."""
    pause_after_trial: bool = False
    """Whether Fivetran pauses it when its trial is over."""

    @property
    def is_connected(self) -> bool:
        """Whether its credentials work, by Fivetran's own word."""
        return self.setup_state == "connected"

    @property
    def has_synced(self) -> bool:
        """Whether its historical sync is done."""
        return self.succeeded_at is not None and not self.is_historical_sync

    @property
    def health(self) -> "Health":
        """Whether it works. A last run that failed counts as broken; setup that never ended does not."""
        if self.setup_state == "broken":
            return Health.BROKEN
        failed_last = self.failed_at is not None and (
            not self.succeeded_at or self.failed_at > self.succeeded_at
        )
        return Health.BROKEN if failed_last and not self.paused else Health.HEALTHY

    @property
    def problem(self) -> str:
        """What is wrong, in Fivetran's words or ours."""
        if self.tasks:
            return self.tasks[0]
        return "Its authorisation is broken." if self.setup_state == "broken" else "Its last sync failed."

    @property
    def state_key(self) -> str:
        """A short text that changes whenever something changes that a request cares about."""
        syncing = "historical" if self.is_historical_sync else "incremental"
        parts = (self.setup_state, syncing, str(self.succeeded_at is not None), self.health, str(self.paused))
        return " ".join(parts)


class Health(StrEnum):
    """Whether a connection works."""

    HEALTHY = "healthy"
    BROKEN = "broken"


@dataclass(frozen=True)
class SetupTest:
    """One of Fivetran's setup tests: PASSED, SKIPPED, WARNING, FAILED or JOB_FAILED."""

    title: str
    status: str
    message: str = ""

    @property
    def has_failed(self) -> bool:
        """Whether this test keeps the connection from working; an unknown word counts as a failure."""
        return self.status not in {"PASSED", "SKIPPED", "WARNING"}

    @property
    def summary(self) -> str:
        """The test as a line for people."""
        return f"{self.title}: {self.message}" if self.message else self.title


def describe_schedule(connection: Connection) -> str:
    """When it syncs, in words."""
    if connection.schedule_type == "manual":
        return "started from outside, usually by Airflow"
    if not connection.sync_frequency:
        return "as set in Fivetran"
    length = timedelta(minutes=connection.sync_frequency)
    return "every hour" if length == timedelta(hours=1) else f"every {format_duration(length)}"
