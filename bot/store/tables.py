"""The tables. A value has a column if a query needs it; everything is in `body`.

What a migration added to rows has the database's own default, which `added` states: a new database equals an old one.
"""

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, false
from sqlmodel import Field, SQLModel


def added(default: Any, in_database: Any, **more: Any) -> Any:
    """Describe a column that a migration added: its default here, and the one in the database."""
    return Field(default=default, sa_column_kwargs={"server_default": in_database}, **more)


class RequestRow(SQLModel, table=True):
    """A connector request. `body` is the request as JSON; times in columns are seconds since the epoch."""

    __tablename__ = "request"
    __table_args__ = (
        Index("request_out_of_sync", "is_in_sync", "due_at"),
        Index("request_by_status", "status", "submitted_at"),
        Index("request_of_connection", "status", "connection_id", "connection_state_key", "id"),
        Index("request_by_deletion", "status", "delete_after"),
        Index(
            "request_by_secrecy",
            *("is_confidential", "connection_id", "service", "dataset", "submitted_at", "requester", "business_owner"),
        ),
    )

    id: str = Field(primary_key=True)
    submission: str = Field(unique=True)
    """The id of the form it came from: Slack can deliver a form twice."""
    status: str
    version: int
    is_in_sync: bool = False
    due_at: float = 0.0
    submitted_at: float
    requester: str = Field(index=True)
    service: str = Field(index=True)
    dataset: str = Field(index=True)
    ticket_id: str | None = Field(default=None, index=True)
    ticket_key: str | None = Field(default=None, index=True)
    connection_id: str | None = Field(default=None, index=True)
    connection_state_key: str | None = None
    first_synced_at: float | None = Field(default=None, index=True)
    """When its first sync ended; in rows of earlier releases without the fraction of the second."""
    decided_at: float | None = Field(default=None, index=True)
    """When an approver decided it; None if it was withdrawn. In older rows without the fraction of the second."""
    delete_after: str = added("", "")
    """The day when its data is to be deleted, as ISO date."""
    is_confidential: bool = added(False, false())
    """Whether its answers are sensitive, or its service was when they were given."""
    business_owner: str = added("", "")
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class DraftRow(SQLModel, table=True):
    """A form that hasn't been sent: its values by field, without likely secrets."""

    __tablename__ = "draft"

    form_id: str = Field(primary_key=True)
    """The id from when the form opened; a request from this form has the same."""
    user: str = Field(index=True)
    updated_at: float
    body: dict[str, str | None] = Field(sa_column=Column(JSON, nullable=False))


class ConnectorTypeRow(SQLModel, table=True):
    """A service of Fivetran's catalog; `body` is its entry in the list."""

    __tablename__ = "connector_type"

    id: str = Field(primary_key=True)
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class ConnectorConfigRow(SQLModel, table=True):
    """The connector metadata of a service, and when it was last read (epoch seconds)."""

    __tablename__ = "connector_config"

    id: str = Field(primary_key=True)
    read_at: float
    config: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class CatalogDownloadRow(SQLModel, table=True):
    """A complete download of Fivetran's catalog, and what it changed."""

    __tablename__ = "catalog_download"

    id: int | None = Field(default=None, primary_key=True)
    downloaded_at: float
    service_count: int
    changes: list[dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))


class LedgerRow(SQLModel, table=True):
    """Something we set out to create in another system, recorded before the call."""

    __tablename__ = "ledger"

    key: str = Field(primary_key=True)
    first_tried_at: float


class ConnectionRow(SQLModel, table=True):
    """A connection as the last poll saw it."""

    __tablename__ = "connection"
    __table_args__ = (
        Index("connection_by_group", "group_id", "name"),
        Index("connection_fingerprints", "group_id", "id", "fingerprint", "missing_since"),
        Index("connection_due", "group_id", "due_at"),
        Index("connection_by_importance", "group_id", "health", "paused", "sync_frequency", "name", "id"),
        Index("connection_by_health", "health", "name"),
        Index("connection_by_pause", "paused", "name", "setup_state"),
        Index(
            "connection_states",
            *("is_manual", "group_id", "setup_state", "health", "paused"),
            *("succeeded_at", "is_delayed", "sync_frequency", "id"),
        ),
    )

    id: str = Field(primary_key=True)
    group_id: str
    service: str = Field(index=True)
    name: str = Field(index=True)
    health: str
    state_key: str
    setup_state: str = added("connected", "connected")
    paused: bool = added(False, false())
    succeeded_at: float | None = None
    """When its last successful sync ended, in seconds since the epoch."""
    is_manual: bool | None = None
    """Whether another system starts its syncs; None in rows without a body."""
    is_delayed: bool = added(False, false())
    """Whether Fivetran reports that its data is delayed."""
    sync_frequency: int | None = None
    """Minutes between two syncs, as set in Fivetran."""
    body: dict[str, object] | None = Field(default=None, sa_column=Column(JSON))
    """The whole connection; None in rows older than this column."""
    run_history: dict[str, object] | None = Field(default=None, sa_column=Column(JSON))
    """Its last runs and other history (`bot.store.run_histories`)."""
    paused_by: str | None = None
    """Slack user id of the person who paused it with the bot."""
    missing_since: float | None = None
    """Since when polls don't list it, in seconds since the epoch; None while they do."""
    fingerprint: str | None = None
    """A hash of what the poll saw; a poll that sees the same leaves the row alone. None: it is parsed each time."""
    due_at: float | None = None
    """When it is judged again although it's unchanged, in seconds since the epoch; None: at its next change."""


class ConnectionOwnerRow(SQLModel, table=True):
    """The owner of a connection that wasn't requested here; `body` is the ownership as JSON."""

    __tablename__ = "connection_owner"

    connection_id: str = Field(primary_key=True)
    owner: str = Field(index=True)
    """The Slack id of a person or a user group; empty while it has none."""
    version: int
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class OwnerChangeRow(SQLModel, table=True):
    """A change of a connection's owner: who made it, and when (seconds since the epoch)."""

    __tablename__ = "owner_change"

    connection_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    """The version of the ownership since then."""
    at: float
    change: str
    by: str
    """The Slack id of the person who made it; empty for an import."""
    owner: str
    former_owner: str
    offered_to: str


class UnownedListRow(SQLModel, table=True):
    """A weekly list of connections without an owner; `body` is the list as JSON."""

    __tablename__ = "unowned_list"
    __table_args__ = (Index("unowned_list_out_of_sync", "is_in_sync", "due_at"),)

    id: str = Field(primary_key=True)
    created_at: float
    is_in_sync: bool
    """Whether its message shows the owners of now."""
    due_at: float
    version: int
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class PollRoundRow(SQLModel, table=True):
    """When all connections of a group were last polled."""

    __tablename__ = "poll_round"

    group_id: str = Field(primary_key=True)
    polled_at: float
    names_version: int = added(0, "0")
    """How often connections of the group came, went, or got another name."""


class NameChangeRow(SQLModel, table=True):
    """A connection that came, went, or got another name; only the last versions of a group are kept."""

    __tablename__ = "name_change"

    group_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    """The group's `names_version` since then."""
    connection_id: str = Field(primary_key=True)


class HeartbeatRow(SQLModel, table=True):
    """A running process and its last heartbeat."""

    __tablename__ = "heartbeat"

    process_name: str = Field(primary_key=True)
    last_seen_at: float


class JobRunRow(SQLModel, table=True):
    """A job of the timetable: the process that runs it, the tick it runs for, and the last one that is done."""

    __tablename__ = "job_run"

    job: str = Field(primary_key=True)
    holder: str = ""
    """The process, or empty."""
    tick: int = Field(default=-1, sa_type=BigInteger)
    done: int = Field(default=-1, sa_type=BigInteger)
    is_wanted: bool = False
    """Whether it has to run again, for what came during its run."""


class ClockSetbackRow(SQLModel, table=True):
    """How often the clock was set back, and the latest time that any process has seen; one row."""

    __tablename__ = "clock_setback"

    id: int = Field(primary_key=True)
    setbacks: int
    latest_at: float


class QuestionRow(SQLModel, table=True):
    """A question, its answer, and the feedback; everything is in `body`."""

    __tablename__ = "question"

    id: str = Field(primary_key=True)
    asked_at: float = Field(index=True)
    kind: str
    feedback: str | None = None
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class AccessRequestRow(SQLModel, table=True):
    """A request for access; `body` has its ticket once that exists."""

    __tablename__ = "access_request"

    id: str = Field(primary_key=True)
    is_in_sync: bool = Field(default=False, index=True)
    due_at: float = 0.0
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class AccessQuestionRow(SQLModel, table=True):
    """A question to the owner of existing data; `body` is the question as JSON."""

    __tablename__ = "access_question"
    __table_args__ = (
        Index("access_question_out_of_sync", "is_in_sync", "due_at"),
        Index("access_question_by_subject", "requester", "subject_key", "asked_at"),
        Index("access_question_by_owner", "status", "owner", "asked_at"),
    )

    id: str = Field(primary_key=True)
    is_in_sync: bool = False
    due_at: float = 0.0
    requester: str
    subject_key: str
    asked_at: float
    status: str
    owner: str = ""
    """Who can answer: the id of the owner, `approvers`, or `sensitive_approvers`."""
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class StepRunRow(SQLModel, table=True):
    """A run of the custom step in Workflow Builder; `body` is the run as JSON."""

    __tablename__ = "step_run"
    __table_args__ = (Index("step_run_out_of_sync", "is_in_sync", "due_at"),)

    id: str = Field(primary_key=True)
    """Slack's id of the function execution: Slack can deliver one twice."""
    is_in_sync: bool = False
    due_at: float = 0.0
    received_at: float
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class IncidentRow(SQLModel, table=True):
    """An incident. `body` is the incident as JSON; times in columns are seconds since the epoch."""

    __tablename__ = "incident"
    __table_args__ = (Index("incident_out_of_sync", "is_in_sync", "due_at"),)

    id: str = Field(primary_key=True)
    version: int
    is_in_sync: bool = False
    """Whether all its messages show its current state."""
    due_at: float = 0.0
    connection_id: str = Field(index=True)
    group_id: str
    condition: str
    opened_at: float = Field(index=True)
    ended_at: float | None = Field(default=None, index=True)
    storm_id: str | None = Field(default=None, index=True)
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class StormRow(SQLModel, table=True):
    """Many incidents of one group in one message; `body` is the storm as JSON."""

    __tablename__ = "storm"
    __table_args__ = (Index("storm_out_of_sync", "is_in_sync", "due_at"),)

    id: str = Field(primary_key=True)
    version: int
    is_in_sync: bool = False
    due_at: float = 0.0
    group_id: str
    opened_at: float
    ended_at: float | None = Field(default=None, index=True)
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class SyncRunRow(SQLModel, table=True):
    """A sync that has ended, from our polls or Fivetran's history; pruned after `HISTORY_DAYS`."""

    __tablename__ = "sync_run"
    __table_args__ = (
        Index("sync_run_by_outcome", "succeeded", "ended_at"),
        Index("sync_run_by_duration", "succeeded", "duration_seconds", "ended_at", "connection_id"),
    )

    connection_id: str = Field(primary_key=True)
    ended_at: float = Field(primary_key=True, index=True)
    succeeded: bool
    duration_seconds: float | None = None
    """Its duration; None if only its end was seen."""


class RecipientRow(SQLModel, table=True):
    """What a channel or person subscribes to, and when to post; `body` is the preferences as JSON."""

    __tablename__ = "recipient"

    id: str = Field(primary_key=True)
    """The id of the channel or of the person."""
    digest_schedule: str | None = None
    """Its digest schedule as typed (`weekly mon 09:00 UTC`), or `off`; None: the setting applies."""
    digest_due_at: float | None = Field(default=None, index=True)
    """When its next digest is due, in seconds since the epoch."""
    is_notice_due: bool = added(False, false(), index=True)
    """Whether its subscribers don't know yet that the bot can't post there."""
    body: dict[str, object] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class SubscriptionRow(SQLModel, table=True):
    """A subscription of a recipient, by what it covers; the rest is in the preferences."""

    __tablename__ = "subscription"

    recipient_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True, index=True)
    """`connection:`, `service:`, or `mine:` with an id, or `everything:`."""


class NotificationRow(SQLModel, table=True):
    """A post about an incident to a recipient, which counts toward the weekly budget."""

    __tablename__ = "notification"
    __table_args__ = (
        Index("notification_by_recipient", "recipient_id", "posted_at"),
        Index("notification_by_subject", "subject_id"),
    )

    recipient_id: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    """The id of the incident, of the storm, or of another post that counts."""
    posted_at: float = Field(index=True)
    connection_id: str | None = None


class WebhookRow(SQLModel, table=True):
    """The status of a group's webhook at Fivetran; everything is in `body`."""

    __tablename__ = "webhook"

    group_id: str = Field(primary_key=True)
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class WebhookEventRow(SQLModel, table=True):
    """A webhook event or a command, stored to recognize repeated deliveries; pruned after days."""

    __tablename__ = "webhook_event"

    fingerprint: str = Field(primary_key=True)
    received_at: float = Field(index=True)


class LinkPreviewRow(SQLModel, table=True):
    """A preview of a link that shows all of a request, to redact it later; pruned after months."""

    __tablename__ = "link_preview"

    id: str = Field(primary_key=True)
    """A hash of channel, message, and address."""
    request_id: str = Field(index=True)
    channel: str
    ts: str
    url: str
    posted_at: float = Field(index=True)


class ChannelCanvasRow(SQLModel, table=True):
    """The canvas that the bot keeps in a channel."""

    __tablename__ = "channel_canvas"

    channel: str = Field(primary_key=True)
    canvas_id: str
    """Empty until it's known."""
    fingerprint: str
    """Of what it says."""
    problem: str
    """Why it can't be written now."""
    retry_at: float


class RateLimitRow(SQLModel, table=True):
    """What a process knows about Fivetran's rate limit; everything is in `body`."""

    __tablename__ = "rate_limit"

    process_name: str = Field(primary_key=True)
    recorded_at: float
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class AuditEntryRow(SQLModel, table=True):
    """An entry of the audit trail, field by field as `workflows.audit.chain.ChainedEntry`; rows are only added."""

    __tablename__ = "audit_entry"

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    click: str | None = Field(default=None, unique=True)
    """What recorded it outside the change of a row, so that a repetition isn't recorded again."""
    at: str = Field(index=True)
    action: str
    subject: str = Field(index=True)
    source: str
    version: int
    details: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    digests: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    people: dict[str, dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    """The only column that changes: erasing personal facts empties it."""
    previous: str
    hash: str


class AuditHeadRow(SQLModel, table=True):
    """The end of the audit trail; one row. Who appends changes it first, so that appending happens one by one."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True)
    number: int
    hash: str
