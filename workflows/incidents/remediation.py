"""From Fivetran's codes of tasks to what somebody has to do next.

Fivetran does not publish a list of its codes, and adds to them. So what is not in the table gets the step of
its condition, and Fivetran's own message is always shown beside it.
"""

from dataclasses import dataclass

from workflows.incidents.model import Condition, Incident


@dataclass(frozen=True)
class Remediation:
    """The next step."""

    label: str
    """In one or two words."""
    instruction: str
    """In a sentence."""


RECONNECT = Remediation(
    "Reconnect",
    "Reconnect it: its owner enters the credentials again, through a Connect Card or on its Setup tab.",
)
REMEDIATION_BY_CODE: dict[str, Remediation] = {
    "reconnect": RECONNECT,
    "invalid_credentials": RECONNECT,
    "resync_table_warning": Remediation(
        "Re-sync", "Re-sync the tables that Fivetran names, from its Schema tab."
    ),
    "schema_change": Remediation(
        "Review schema", "Say on its Schema tab what to do with what is new in the source."
    ),
    "blocked_on_capture": Remediation(
        "Review schema", "Look at its Schema tab and let the captured schema through; it waits until then."
    ),
    "blocked_on_customer": Remediation(
        "Review schema", "Confirm the schema on its Schema tab; it waits until then."
    ),
    "permission_denied": Remediation(
        "Give rights",
        "Give the account that it uses the missing rights in the source, then run the setup tests.",
    ),
    "insufficient_permissions": Remediation(
        "Give rights",
        "Give the account that it uses the missing rights in the source, then run the setup tests.",
    ),
    "quota_exceeded": Remediation(
        "Source quota", "Wait until the source allows more calls, or sync less often; nothing is lost."
    ),
    "update_service_account": Remediation(
        "Grant access", "Give Fivetran's service account access, then test it."
    ),
}
"""By code; the longest one that a code begins with counts."""

REMEDIATION_BY_CONDITION: dict[Condition, Remediation] = {
    Condition.BROKEN_AUTH: RECONNECT,
    Condition.FAILING: Remediation(
        "Failing",
        "Read the message above; run the setup tests. If they pass, *Sync now* tries again at once.",
    ),
    Condition.DELAYED: Remediation(
        "Late", "*Sync now* starts a sync. If it is late again and again, look at its schedule or its source."
    ),
    Condition.STUCK: Remediation("Sync now", "Press *Sync now*, or let Airflow run its task again."),
    Condition.SCHEMA_CHANGE: REMEDIATION_BY_CODE["schema_change"],
    Condition.PAUSED_BY_FIVETRAN: Remediation(
        "Resume", "Mend what made Fivetran pause it, then switch it on again in Fivetran."
    ),
    Condition.SETUP_INCOMPLETE: Remediation(
        "Finish setup", "Its owner enters the credentials, or somebody deletes it if it is no longer wanted."
    ),
    Condition.FLAPPING: Remediation(
        "On and off",
        "Look in its logs for what the failures have in common; often the source is overloaded.",
    ),
    Condition.WARNING: Remediation("Warning", "Read the warning; it works for now."),
    Condition.FIRST_SYNC: Remediation("First sync done", "Nothing: its data is there."),
}


def find_remediation(incident: Incident) -> Remediation:
    """What to do about it."""
    known = [key for key in REMEDIATION_BY_CODE for code in incident.codes if code.startswith(key)]
    return REMEDIATION_BY_CODE[max(known, key=len)] if known else REMEDIATION_BY_CONDITION[incident.condition]


def remediation_label(incident: Incident) -> str:
    """What to do about it, in one or two words."""
    return find_remediation(incident).label
