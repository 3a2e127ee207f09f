"""A connector request: what was asked, what was decided, and what exists because of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from workflows.catalog.service import CUSTOM_CONNECTOR_ID, Destination, dataset_name
from workflows.requests.state_machine import CLOSED_STATUSES, Status


class Sensitivity(StrEnum):
    """How careful everybody has to be with the data. "Not sure" is treated as the strictest."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    PERSONAL = "personal_data"
    NOT_SURE = "not_sure"


SENSITIVE_LEVELS = frozenset({Sensitivity.CONFIDENTIAL, Sensitivity.PERSONAL, Sensitivity.NOT_SURE})
"""Data for which the stricter approval applies."""


class Freshness(StrEnum):
    """How old the data may be."""

    HOURLY = "hourly"
    SIX_HOURS = "six_hours"
    DAILY = "daily"


SYNC_FREQUENCY_MINUTES: dict[Freshness, int] = {
    Freshness.HOURLY: 60,
    Freshness.SIX_HOURS: 360,
    Freshness.DAILY: 1440,
}
"""Freshness as Fivetran's `sync_frequency`, in minutes (it only takes certain values)."""


@dataclass(frozen=True)
class Answers:
    """What the requester filled in; valid by construction (`workflows.requests.form_validation.check`)."""

    service: str
    service_name: str
    purpose: str
    business_owner: str
    """Slack user id."""
    sensitivity: Sensitivity
    access: str
    freshness: Freshness
    delete_after: date
    destination: Destination
    config: Mapping[str, Any] = field(default_factory=dict)
    """Answers to the questions of this service, as they go into the creation body."""
    reports: tuple[str, ...] = ()
    """Tables of the chosen reports; none chosen means all that the catalogue lists."""
    duplicate_reason: str | None = None
    """Why one more is needed although there is one."""
    is_sensitive_service: bool = False
    """What the catalogue says of the service, whatever the requester thinks of the data."""

    @property
    def is_custom(self) -> bool:
        """Whether somebody has to write this connector."""
        return self.service == CUSTOM_CONNECTOR_ID

    @property
    def is_sensitive(self) -> bool:
        """Whether the stricter approval applies."""
        return self.is_sensitive_service or self.sensitivity in SENSITIVE_LEVELS


def setting_text(value: Any) -> str:
    """The value of a setting as people say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


@dataclass(frozen=True)
class Ticket:
    """The Jira issue of a request. The key can change when the issue moves project; the id cannot."""

    id: str
    key: str
    url: str


@dataclass(frozen=True)
class Message:
    """Where a Slack message stands."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Decision:
    """Who decided, when, and which version of the answers they saw."""

    user_id: str
    decided_at: datetime
    reason: str | None = None
    revision: int = 1
    """The revision of the answers that was on the card."""


@dataclass(frozen=True)
class Edit:
    """The requester changed their answers before anybody decided."""

    edited_at: datetime
    changes: tuple[str, ...]
    """Each change in words: what it was and what it is."""


@dataclass(frozen=True)
class ConnectorRequest:
    """One row of the truth. Ticket, card and connection are mirrors that are made to agree with it."""

    id: str
    requester: str
    channel: str
    submitted_at: datetime
    answers: Answers
    names: Mapping[str, str] = field(default_factory=dict)
    """Slack user id → name, for everybody this request mentions, as far as known."""
    status: Status = Status.SUBMITTED
    version: int = 1
    decision: Decision | None = None
    ticket: Ticket | None = None
    card: Message | None = None
    card_fingerprint: str | None = None
    """Digest of what the card shows now; it is updated only when this would change."""
    permalink: str | None = None
    mirrored_events: frozenset[str] = frozenset()
    """Milestones that the Jira ticket has heard of."""
    connection_id: str | None = None
    connection_name: str | None = None
    """What the connection is called, where that may differ from what was asked for."""
    connection_state_key: str | None = None
    """What the last poll saw of the connection; when it changes, somebody takes a fresh look."""
    connect_card_sent_at: datetime | None = None
    """When the owner last got a Connect Card."""
    connect_card_requested_at: datetime | None = None
    """When the owner last asked for a Connect Card."""
    failed_tests: tuple[str, ...] = ()
    """Setup tests that did not pass, in words."""
    edits: tuple[Edit, ...] = ()
    syncing_since: datetime | None = None
    first_synced_at: datetime | None = None
    problem: str | None = None
    """What holds this request up, in words for people; None when nothing does."""
    attempts: int = 0
    retry_at: datetime | None = None

    @property
    def dataset(self) -> str:
        """The name in the destination, which is also the connection's only name in Fivetran.

        As asked for, until a connection that people built turns out to be called something else.
        """
        return self.connection_name or dataset_name(self.answers.destination)

    @property
    def revision(self) -> int:
        """How often the answers were given: 1, and one more for each edit."""
        return 1 + len(self.edits)

    @property
    def is_closed(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in CLOSED_STATUSES

    def name_of(self, user_id: str) -> str:
        """The name of somebody this request mentions; their id until the name is known."""
        return self.names.get(user_id, user_id)

    def evolve(self, **facts: object) -> "ConnectorRequest":
        """Return a copy with some facts changed; statuses come from `state_machine`."""
        return replace(self, **facts)  # type: ignore[arg-type]  # replace() cannot type **kwargs
