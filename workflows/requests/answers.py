"""The requester's answers to the form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from workflows.catalog.service import CUSTOM_CONNECTOR_ID, Destination


class Sensitivity(StrEnum):
    """How sensitive the data is. `NOT_SURE` is treated as sensitive."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    PERSONAL = "personal_data"
    NOT_SURE = "not_sure"


SENSITIVE_LEVELS = frozenset({Sensitivity.CONFIDENTIAL, Sensitivity.PERSONAL, Sensitivity.NOT_SURE})
"""Levels that need a sensitive-data approver."""


class Freshness(StrEnum):
    """How often the data is synced."""

    HOURLY = "hourly"
    SIX_HOURS = "six_hours"
    DAILY = "daily"


SYNC_FREQUENCY_MINUTES: dict[Freshness, int] = {
    Freshness.HOURLY: 60,
    Freshness.SIX_HOURS: 360,
    Freshness.DAILY: 1440,
}
"""Freshness as Fivetran's `sync_frequency`, in minutes. Fivetran accepts only certain values."""


@dataclass(frozen=True)
class Answers:
    """The requester's answers, validated by `workflows.requests.form_validation`."""

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
    """Settings of this service, as sent to Fivetran when the connection is created."""
    listed_settings: tuple[str, ...] = ()
    """Names of the settings whose values are options of a list in Fivetran's metadata."""
    reports: tuple[str, ...] = ()
    """Tables of the chosen reports. Empty means all reports that the catalog lists."""
    duplicate_reason: str | None = None
    """Why the existing connection isn't enough."""
    is_sensitive_service: bool = False
    """Whether the catalog marks the service as sensitive, whatever `sensitivity` says."""
    service_content: str = ""
    """What the sensitive service holds, as the catalog said when the form was sent; empty if that isn't known."""

    @property
    def is_custom(self) -> bool:
        """Whether this is a custom connector, which engineers have to build."""
        return self.service == CUSTOM_CONNECTOR_ID

    @property
    def is_sensitive(self) -> bool:
        """Whether a sensitive-data approver has to approve this."""
        return self.is_sensitive_service or self.sensitivity in SENSITIVE_LEVELS
