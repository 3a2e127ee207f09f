"""What the request form of one service has to know of the account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from workflows.catalog.config_fields import FormValues
from workflows.reporting.duplicates import FoundConnections


@dataclass(frozen=True)
class FormFacts:
    """The account at one moment, before access checks."""

    found: FoundConnections
    """Existing connections and open requests of the service."""
    is_taken: Mapping[str, bool]
    """Proposed name → whether a connection or an open request uses it."""
    draft: tuple[str, FormValues] | None = None
    """The form id and the values of the person's draft, if any."""
    config_read_at: datetime | None = None
    """When the config of the service was read, as it's stored; None before the first time."""
