"""The next step that resolves an incident."""

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True)
class Remediation:
    """The next step that resolves an incident, and how it's done."""

    step: NextStep
    instruction: str
    """A sentence in Slack's mrkdwn."""
