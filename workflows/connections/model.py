"""A Fivetran connection and its state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from workflows.formatting import format_interval

CONNECTION_PAGE_URL = "https://fivetran.com/dashboard/connections/{id}/status"
"""Address of a connection in Fivetran. Fivetran doesn't document it."""


class ConnectionTab(StrEnum):
    """A tab of a connection's page in Fivetran; the value is the end of its address."""

    STATUS = "status"
    SETUP = "setup"
    SCHEMA = "schema"
    LOGS = "logs"


def connection_page(template: str, connection_id: str, tab: ConnectionTab = ConnectionTab.STATUS) -> str:
    """Return the address of a connection's page, on this tab if the template ends in `status`; empty without one."""
    base, separator, last = template.rpartition("/")
    on_tab = f"{base}{separator}{tab}" if last == ConnectionTab.STATUS else template
    return on_tab.replace("{id}", connection_id)


@dataclass(frozen=True, slots=True)
class Connection:
    """The state of a connection in Fivetran.

    Times are aware datetimes in UTC. Only a change of `succeeded_at` proves that a sync succeeded.
    """

    id: str
    group_id: str
    service: str
    name: str
    """The destination schema, which is the only name in Fivetran."""
    paused: bool
    setup_state: str
    """`incomplete`, `connected`, or `broken`."""
    sync_state: str
    """`scheduled`, `syncing`, `paused`, or `rescheduled`."""
    is_historical_sync: bool
    created_at: datetime | None
    """None if Fivetran doesn't say."""
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    tasks: tuple[str, ...] = ()
    """Messages of tasks that need a person, for example to reconnect."""
    update_state: str = "on_schedule"
    """`on_schedule` or `delayed`."""
    schedule_type: str = "auto"
    """`auto`, or `manual` when another system, usually Airflow, starts the syncs."""
    sync_frequency: int | None = None
    """Minutes between two syncs, as set in Fivetran; means nothing when the schedule is manual."""
    task_codes: tuple[str, ...] = ()
    """Fivetran's codes of `tasks`, in the same order; they lead to the next step."""
    warnings: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Code → message of each warning."""
    rescheduled_for: datetime | None = None
    """When a rescheduled sync may run again."""
    schema_status: str = "ready"
    """`ready`, or `blocked_on_capture` and the like while a schema change needs a decision."""
    pause_after_trial: bool = False
    """Whether Fivetran pauses it when the trial ends."""

    @property
    def is_connected(self) -> bool:
        """Return whether Fivetran reports working credentials."""
        return self.setup_state == "connected"

    @property
    def has_synced(self) -> bool:
        """Return whether its historical sync is complete."""
        return self.succeeded_at is not None and not self.is_historical_sync

    @property
    def health(self) -> "Health":
        """Return its health. A failed last run counts as broken, an incomplete setup doesn't."""
        if self.setup_state == "broken":
            return Health.BROKEN
        failed_last = self.failed_at is not None and (not self.succeeded_at or self.failed_at > self.succeeded_at)
        return Health.BROKEN if failed_last and not self.paused else Health.HEALTHY

    @property
    def needs_sign_in(self) -> bool:
        """Whether Fivetran can't sign in at the source any more."""
        return self.setup_state == "broken"

    @property
    def problem(self) -> str:
        """Return what is wrong, by Fivetran's first task if there is one."""
        if self.tasks:
            return self.tasks[0]
        return "The authorization is broken." if self.setup_state == "broken" else "The last sync failed."

    @property
    def state_key(self) -> str:
        """Return a short text that changes with every change that matters to a request."""
        syncing = "historical" if self.is_historical_sync else "incremental"
        parts = (self.setup_state, syncing, str(self.succeeded_at is not None), self.health, str(self.paused))
        return " ".join(parts)


@dataclass(frozen=True)
class ConnectionListing:
    """All connections of a group, as far as they could be read."""

    connections: Sequence[Connection]
    """Those whose fingerprint isn't the known one."""
    unreadable_ids: frozenset[str] = frozenset()
    """Ids of connections that exist but couldn't be read: they are neither gone nor healthy."""
    is_complete: bool = True
    """Whether every connection has an id in the listing; otherwise, a missing one proves nothing."""
    unchanged_ids: frozenset[str] = frozenset()
    """Ids of connections that are as they were when their fingerprint was stored. They weren't parsed."""
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    """Fingerprints of `connections` by id. One without is parsed again at each poll."""

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of the connections that could be read, whether or not they changed."""
        return self.unchanged_ids.union(connection.id for connection in self.connections)


class Health(StrEnum):
    """Whether a connection works."""

    HEALTHY = "healthy"
    BROKEN = "broken"


@dataclass(frozen=True)
class SetupTest:
    """One of Fivetran's setup tests: PASSED, SKIPPED, WARNING, FAILED, or JOB_FAILED."""

    title: str
    status: str
    message: str = ""

    @property
    def has_failed(self) -> bool:
        """Return whether the test failed; an unknown status counts as a failure."""
        return self.status not in {"PASSED", "SKIPPED", "WARNING"}

    @property
    def summary(self) -> str:
        """Return the test in one line."""
        return f"{self.title}: {self.message}" if self.message else self.title


def describe_schedule(connection: Connection) -> str:
    """Describe the schedule of a connection."""
    if connection.schedule_type == "manual":
        return "started outside Fivetran, usually by Airflow"
    if not connection.sync_frequency:
        return "as set in Fivetran"
    return f"every {format_interval(timedelta(minutes=connection.sync_frequency))}"
