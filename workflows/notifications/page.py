"""What the people on call read about a critical incident or storm in production."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workflows.formatting import format_time
from workflows.incidents.conditions import condition_headline, storm_phrase
from workflows.incidents.model import Incident, Severity
from workflows.incidents.remediation import find_remediation
from workflows.incidents.storms import Storm

RESTRICTED_DETAILS = "The connection is restricted. People with access read the details in Slack."


@dataclass(frozen=True)
class OnCallPage:
    """A page, as plain text. The service that gets it isn't one that confidential requests are disclosed to."""

    subject_id: str
    """The same for everything about one incident or storm."""
    summary: str
    source: str
    """Name of the group."""
    at: datetime
    """When it began."""
    connection_name: str = ""
    """Empty for storms and restricted connections, like the id."""
    connection_id: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


def can_page(subject: Incident | Storm) -> bool:
    """Return whether the people on call are paged: it is open, critical, in production, and not part of a storm."""
    is_own = isinstance(subject, Storm) or not subject.storm_id
    return is_own and not subject.is_over and subject.is_production and subject.severity is Severity.CRITICAL


def make_page(subject: Incident | Storm) -> OnCallPage:
    """Return the page about a subject. A restricted connection isn't named."""
    if isinstance(subject, Storm):
        affected = f"{subject.open_count} of {subject.group_size} connections are {storm_phrase(subject.family)}"
        return OnCallPage(subject.id, f"{subject.group_name}: {affected}", subject.group_name, subject.opened_at)
    name = "A restricted connection" if subject.is_restricted else subject.name
    summary = f"{name} {condition_headline(subject.condition)} · production"
    page = OnCallPage(subject.id, summary, subject.group_name, subject.since)
    if subject.is_restricted:
        return OnCallPage(**{**vars(page), "details": {"note": RESTRICTED_DETAILS}})
    named = {"connection_name": subject.name, "connection_id": subject.connection_id, "details": _details(subject)}
    return OnCallPage(**{**vars(page), **named})


def _details(incident: Incident) -> dict[str, str]:
    step = find_remediation(incident)
    details = {
        "reason": incident.cause,
        "next_step": step.vendor_text or step.instruction.replace("*", ""),
        "last_data": format_time(incident.succeeded_at) if incident.succeeded_at else "",
        "owner": incident.owner_name,
    }
    return {name: text for name, text in details.items() if text}
