"""The next step that resolves an incident."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflows.connections.model import ConnectionTab
from workflows.incidents.actions import IncidentAction


class NextStep(StrEnum):
    """What to do about an incident. The value is stored with the storms."""

    RECONNECT = "reconnect"
    GRANT_PERMISSIONS = "grant_permissions"
    GRANT_ACCESS = "grant_access"
    RESYNC = "resync"
    REVIEW_SCHEMA = "review_schema"
    WAIT_FOR_QUOTA = "wait_for_quota"
    CHECK_ERROR = "check_error"
    CHECK_LOGS = "check_logs"
    SYNC = "sync"
    RESUME = "resume"
    FINISH_SETUP = "finish_setup"
    READ_WARNING = "read_warning"
    NONE = "none"


TESTS_PASS = "The setup tests pass"
"""How a next step begins that is left once the setup tests pass."""
STEP_ACTIONS: Mapping[NextStep, IncidentAction] = {
    NextStep.RECONNECT: IncidentAction.CONNECT_CARD,
    NextStep.FINISH_SETUP: IncidentAction.CONNECT_CARD,
    NextStep.GRANT_PERMISSIONS: IncidentAction.RUN_TESTS,
    NextStep.GRANT_ACCESS: IncidentAction.RUN_TESTS,
    NextStep.CHECK_ERROR: IncidentAction.RUN_TESTS,
    NextStep.SYNC: IncidentAction.SYNC,
    NextStep.RESUME: IncidentAction.RESUME,
}
"""The action that does the next step."""
STEP_TABS: Mapping[NextStep, ConnectionTab] = {
    NextStep.RESYNC: ConnectionTab.SCHEMA,
    NextStep.REVIEW_SCHEMA: ConnectionTab.SCHEMA,
    NextStep.CHECK_LOGS: ConnectionTab.LOGS,
    NextStep.WAIT_FOR_QUOTA: ConnectionTab.STATUS,
    NextStep.READ_WARNING: ConnectionTab.STATUS,
}
"""Where in Fivetran a person does the next step, if no action does."""


@dataclass(frozen=True)
class VendorAdvice:
    """What Fivetran itself says about an error."""

    reason: str
    """A brief summary; empty if Fivetran gives none."""
    instruction: str
    """What to do about it, as plain text."""


@dataclass(frozen=True)
class Remediation:
    """The next step that resolves an incident, and how it's done."""

    step: NextStep
    instruction: str
    """A sentence in Slack's mrkdwn."""
    vendor_text: str = ""
    """Fivetran's own words, as plain text, which replace the instruction."""
