"""From Fivetran's codes of tasks to what somebody has to do next.

Fivetran does not publish a list of its codes, and adds to them. So what is not in the table gets the step of
its condition, and Fivetran's own message is always shown beside it.
"""

from dataclasses import dataclass

from workflows.incidents.model import Condition, Incident


@dataclass(frozen=True)
class Remedy:
    """The next step."""

    label: str
    """In one or two words."""
    step: str
    """In a sentence."""


RECONNECT = Remedy(
    "Reconnect",
    "Reconnect it: its owner enters the credentials again, through a Connect Card or on its Setup tab.",
)
REMEDIES: dict[str, Remedy] = {
    "reconnect": RECONNECT,
    "invalid_credentials": RECONNECT,
    "resync_table_warning": Remedy("Re-sync", "Re-sync the tables that Fivetran names, from its Schema tab."),
    "schema_change": Remedy(
        "Review schema", "Say on its Schema tab what to do with what is new in the source."
    ),
    "blocked_on_capture": Remedy(
        "Review schema", "Look at its Schema tab and let the captured schema through; it waits until then."
    ),
    "blocked_on_customer": Remedy(
        "Review schema", "Confirm the schema on its Schema tab; it waits until then."
    ),
    "permission_denied": Remedy(
        "Give rights",
        "Give the account that it uses the missing rights in the source, then run the setup tests.",
    ),
    "insufficient_permissions": Remedy(
        "Give rights",
        "Give the account that it uses the missing rights in the source, then run the setup tests.",
    ),
    "quota_exceeded": Remedy(
        "Source quota", "Wait until the source allows more calls, or sync less often; nothing is lost."
    ),
    "update_service_account": Remedy("Grant access", "Give Fivetran's service account access, then test it."),
}
"""By code; the longest one that a code begins with counts."""

BY_CONDITION: dict[Condition, Remedy] = {
    Condition.BROKEN_AUTH: RECONNECT,
    Condition.FAILING: Remedy(
        "Failing",
        "Read the message above; run the setup tests. If they pass, *Sync now* tries again at once.",
    ),
    Condition.DELAYED: Remedy(
        "Late", "*Sync now* starts a sync. If it is late again and again, look at its schedule or its source."
    ),
    Condition.STUCK: Remedy("Sync now", "Press *Sync now*, or let Airflow run its task again."),
    Condition.SCHEMA_CHANGE: REMEDIES["schema_change"],
    Condition.PAUSED_BY_SYSTEM: Remedy(
        "Resume", "Mend what made Fivetran pause it, then switch it on again in Fivetran."
    ),
    Condition.SETUP_UNFINISHED: Remedy(
        "Finish setup", "Its owner enters the credentials, or somebody deletes it if it is no longer wanted."
    ),
    Condition.FLAPPING: Remedy(
        "On and off",
        "Look in its logs for what the failures have in common; often the source is overloaded.",
    ),
    Condition.WARNING: Remedy("Warning", "Read the warning; it works for now."),
    Condition.FIRST_SYNC: Remedy("First sync done", "Nothing: its data is there."),
}


def remedy(incident: Incident) -> Remedy:
    """What to do about it."""
    known = [key for key in REMEDIES for code in incident.codes if code.startswith(key)]
    return REMEDIES[max(known, key=len)] if known else BY_CONDITION[incident.condition]


def label(incident: Incident) -> str:
    """What to do about it, in one or two words."""
    return remedy(incident).label
